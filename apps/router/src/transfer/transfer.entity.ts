import type { TransferState } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { type Fact, type Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Target } from '../lead/route-lead.js';

/**
 * One HQ lead on its way to a branch; of those that are not cancelled there is at most one for each lead.
 * `transfer-lead.ts` describes its states.
 */
@Entity({ schema: 'router', name: 'transfer' })
export class Transfer {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'hq_account_id' })
  hqAccountId: string;

  @Column({ ...numberColumn, name: 'hq_lead_id' })
  hqLeadId: number;

  @Column('uuid', { name: 'branch_id' })
  branchId: string;

  /** As it was when the branch lead was begun, so that the note names the branch that HQ chose. */
  @Column('text', { name: 'branch_name' })
  branchName: string;

  /** The branch's, as of the last attempt; `ownerId` is whom the lead really gets. */
  @Column('jsonb')
  target: Target;

  @Column('integer', { name: 'rules_version' })
  rulesVersion: number;

  @Column('text')
  state: TransferState;

  @Column('jsonb', { name: 'cancel_reason', nullable: true })
  cancelReason: Message | null;

  /** When the write that leads out of `state` was first attempted; null: not yet. Set means: look before writing. */
  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  /** When that write was last attempted: until it can have ended there is no other. */
  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;

  /** The write that was begun may have made the branch lead. */
  @Column('boolean', { name: 'step_makes_lead', default: false })
  stepMakesLead: boolean;

  /** Duplicate control of the branch account has joined the lead to a deal that was there. */
  @Column('boolean', { name: 'is_joined', default: false })
  isJoined: boolean;

  @Column({ ...numberColumn, name: 'branch_contact_id', nullable: true })
  branchContactId: number | null;

  @Column({ ...numberColumn, name: 'branch_lead_id', nullable: true })
  branchLeadId: number | null;

  @Column('jsonb', { name: 'left_out' })
  leftOut: Fact[];

  @Column('jsonb', { nullable: true })
  problem: Message | null;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  /** When it got on last: a failed attempt is no progress. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}

/** The columns of a row as a plain object. */
export type TransferRow = Pick<Transfer, keyof Transfer>;

/** The branch lead of a transfer that has made it. */
export function branchLeadOf({ id, branchLeadId }: Pick<TransferRow, 'id' | 'branchLeadId'>): number {
  if (branchLeadId === null) throw new Error(`Transfer ${id} has no branch lead`);
  return branchLeadId;
}
