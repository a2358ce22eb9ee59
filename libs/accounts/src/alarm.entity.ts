import type { Facts, NameIn } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What went wrong. The set is open: a service adds a kind by writing its text into the catalogue's area `alarms`. */
export type AlarmKind = NameIn<'alarms'>;

/** A condition that needs a person. One open row per kind and subject; a repeat counts it up. */
@Entity({ schema: 'accounts', name: 'alarm' })
export class Alarm {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  kind: AlarmKind;

  /** The cause: an account id, a transfer id, a budget's name. One alarm per kind and subject is open at a time. */
  @Column('text')
  subject: string;

  @Column('uuid', { name: 'account_id', nullable: true })
  accountId: string | null;

  @Column('uuid', { name: 'branch_id', nullable: true })
  branchId: string | null;

  /** Facts of the catalogue's text for this kind. */
  @Column('jsonb')
  facts: Facts;

  @Column('integer')
  times: number;

  @Column('timestamptz', { name: 'raised_at' })
  raisedAt: Date;

  /** When it was raised last: unlike `lastSeenAt`, a cause that only goes on does not move it. */
  @Column('timestamptz', { name: 'last_raised_at', default: () => 'now()' })
  lastRaisedAt: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  @Column('timestamptz', { name: 'cleared_at', nullable: true })
  clearedAt: Date | null;
}
