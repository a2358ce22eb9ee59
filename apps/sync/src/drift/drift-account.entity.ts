import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An administrator of an account: who may have changed something there. */
export interface Admin {
  id: number;
  name: string;
}

/** The drift state of an account. */
@Entity({ schema: 'sync', name: 'drift_account' })
export class DriftAccount {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** The release it was compared with last. */
  @Column('uuid', { name: 'release_id', nullable: true })
  releaseId: string | null;

  /** When a reading was asked for last. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt: Date | null;

  /** When it was read last. */
  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt: Date | null;

  /** Since when it could not be read; null when the last attempt succeeded. */
  @Column('timestamptz', { name: 'unread_since', nullable: true })
  unreadSince: Date | null;

  @Column('jsonb', { name: 'unread_why', nullable: true })
  unreadWhy: Message | null;

  /** A reading was put off, because a plan was being carried out. */
  @Column('boolean', { name: 'is_owed' })
  isOwed: boolean;

  /** Administrators when something was found last; null when they could not be read. */
  @Column('jsonb', { nullable: true })
  admins: Admin[] | null;
}
