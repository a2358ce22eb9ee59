import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What went wrong, in one word; the texts for people come from the catalogue of whoever shows it. */
export type AlarmKind = 'reconnect-needed' | 'account-blocked' | 'account-unpaid' | 'token-ends-soon';

/** Something a person has to look at. One open row per kind and subject; a repeat counts it up. */
@Entity({ schema: 'accounts', name: 'alarm' })
export class Alarm {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: AlarmKind;

  /** What the alarm is about: an account id or a budget's name. */
  @Column('text')
  subject: string;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId: string | null;

  @Column('text')
  message: string;

  @Column('jsonb')
  facts: Record<string, unknown>;

  @Column('integer')
  times: number;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  @Column('timestamptz', { name: 'cleared_at', nullable: true })
  clearedAt: Date | null;
}
