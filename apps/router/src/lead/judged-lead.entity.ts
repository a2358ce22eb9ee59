import type { DecisionKind } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NotTaken, Reason } from './route-lead.js';

/** The last judgement of one HQ lead: by it leads that wait are found, and changes that were not read yet. */
@Entity({ schema: 'router', name: 'judged_lead' })
export class JudgedLead {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'lead_id' })
  leadId: number;

  @Column('text')
  kind: DecisionKind;

  @Column('uuid', { name: 'branch_id', nullable: true })
  branchId: string | null;

  /** The last step of the path: what the lead waits for. */
  @Column('jsonb', { nullable: true })
  reason: Reason | null;

  /** Branches that might have got it: whom an operator may give it to first. */
  @Column('jsonb', { name: 'not_taken', default: [] })
  notTaken: NotTaken[];

  /** Its main contact at HQ, by which the client's next lead is known; null: it had none when it was judged. */
  @Column({ ...numberColumn, name: 'contact_id', nullable: true })
  contactId: number | null;

  /** Since when it waits or does not; `wait` and `manual` are one time of waiting. */
  @Column('timestamptz')
  since: Date;

  /** When anything about the lead changed last, as amoCRM says. */
  @Column('timestamptz', { name: 'touched_at' })
  touchedAt: Date;

  /** When the hub read it last. */
  @Column('timestamptz', { name: 'read_at' })
  readAt: Date;
}

/** The columns of a row as a plain object. */
export type JudgedLeadRow = Pick<JudgedLead, keyof JudgedLead>;
