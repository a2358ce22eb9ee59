import type { ReceivedBody, ReceivedState } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import type { Fact, Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A lead that was sent to the hub over REST. `receive-lead.ts` describes its states. */
@Entity({ schema: 'router', name: 'received_lead' })
export class ReceivedLead {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text', { name: 'caller_id' })
  callerId: string;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey: string;

  @Column('text', { name: 'body_hash' })
  bodyHash: string;

  /** What was sent; null when it is in the HQ account. */
  @Column('jsonb', { nullable: true })
  body: Pick<ReceivedBody, keyof ReceivedBody> | null;

  /** A hash of what the client is known by: requests of one client go one after the other. */
  @Column('text', { name: 'client' })
  client: string;

  @Column('text')
  state: ReceivedState;

  @Column({ ...numberColumn, name: 'contact_id', nullable: true })
  contactId: number | null;

  @Column({ ...numberColumn, name: 'lead_id', nullable: true })
  leadId: number | null;

  /** When the write out of `state` was first attempted; null: not yet. Set means: search before writing. */
  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  /** When that write was last attempted. */
  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;

  @Column('jsonb', { name: 'left_out' })
  leftOut: Fact[];

  @Column('jsonb', { nullable: true })
  problem: Message | null;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}

/** The columns of a row as a plain object. */
export type ReceivedRow = Pick<ReceivedLead, keyof ReceivedLead>;
