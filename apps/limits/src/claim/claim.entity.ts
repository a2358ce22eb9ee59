import { numberColumn } from '@hub/database';
import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Block } from './decide-claim.js';
import type { Terms } from './terms.js';

/**
 * One press of the button.
 *
 * - `reserved`: a lead is reserved for the user and may or may not be theirs in amoCRM already; `finish-claim.ts` ends
 *   it.
 * - `granted`, `refused`, `empty`: answered; the same Idempotency-Key gets the same answer.
 * - `failed`: amoCRM refused the change; the lead is free again and the key may be used once more.
 */
export type ClaimState = 'reserved' | 'granted' | 'refused' | 'empty' | 'failed';

@Entity({ schema: 'limits', name: 'claim' })
export class Claim {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column({ ...numberColumn, name: 'user_id' })
  userId: number;

  @Column('text', { name: 'idempotency_key', nullable: true })
  idempotencyKey: string | null;

  @Column('text')
  state: ClaimState;

  @Column({ ...numberColumn, name: 'lead_id', nullable: true })
  leadId: number | null;

  /** Null: the press was refused before a group was known. */
  @Column('jsonb', { nullable: true })
  terms: Terms | null;

  @Column('jsonb')
  blocks: Block[];

  @Column('jsonb', { nullable: true })
  problem: Message | null;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @Column('timestamptz', { name: 'pressed_at' })
  pressedAt: Date;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;

  /** When the change of the reserved lead was first begun; null: not yet. */
  @Column('timestamptz', { name: 'write_begun_at', nullable: true })
  writeBegunAt: Date | null;

  /** When it was last begun; it is not begun again before that attempt must have ended. */
  @Column('timestamptz', { name: 'write_repeated_at', nullable: true })
  writeRepeatedAt: Date | null;

  /** amoCRM's second of the state in which the granted lead was the user's first; null: not granted, or it did not say it. */
  @Column({ ...numberColumn, name: 'changed_at', nullable: true })
  changedAt: number | null;
}

/** The columns of a row as a plain object. */
export type ClaimRow = Pick<Claim, keyof Claim>;
