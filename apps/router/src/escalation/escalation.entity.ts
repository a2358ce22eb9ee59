import type { EscalationEnd, EscalationState, StageRef } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import type { Fact, Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Act } from './escalation-act.js';

/**
 * A branch lead that its branch gives to HQ. `decide-escalation.ts` describes the states. Of those that have not ended there is
 * one at most for each branch lead and each HQ lead.
 */
@Entity({ schema: 'router', name: 'escalation' })
export class Escalation {
  @PrimaryColumn('uuid')
  id: string;

  /** The trail of the lead when it is in custody, else the id of its first escalation. */
  @Column('uuid', { name: 'trail_id' })
  trailId: string;

  /** The leg that the branch lead is; null: the lead began in the branch. */
  @Column('uuid', { name: 'leg_id', nullable: true })
  legId: string | null;

  @Column('uuid', { name: 'hq_account_id' })
  hqAccountId: string;

  @Column('uuid', { name: 'branch_account_id' })
  branchAccountId: string;

  @Column({ ...numberColumn, name: 'branch_lead_id' })
  branchLeadId: number;

  /**
   * The pipeline in which the branch gave the lead to HQ: an escalation lasts while the lead is in it, also after a
   * rename.
   */
  @Column({ ...numberColumn, name: 'branch_pipeline_id' })
  branchPipelineId: number;

  @Column('text', { name: 'branch_name' })
  branchName: string;

  /** The stage of the branch lead before; null: unknown. */
  @Column('jsonb', { name: 'branch_from', nullable: true })
  branchFrom: StageRef | null;

  @Column({ ...numberColumn, name: 'hq_lead_id', nullable: true })
  hqLeadId: number | null;

  @Column({ ...numberColumn, name: 'hq_contact_id', nullable: true })
  hqContactId: number | null;

  /** The stage of the HQ lead of a trail before; null: the card was made for an escalation. */
  @Column('jsonb', { name: 'card_from', nullable: true })
  cardFrom: StageRef | null;

  /** The first stage of HQ's pipeline as the escalation was opened: it lasts there, whatever the rules say later. */
  @Column('jsonb', { name: 'hq_first', nullable: true })
  hqFirst: StageRef | null;

  /** The stage by which HQ hands it back, as at the opening; null: there is no such stage. */
  @Column('jsonb', { name: 'hq_back', nullable: true })
  hqBack: StageRef | null;

  @Column('text')
  state: EscalationState;

  /** What ends it; set before the acts that belong to the end. */
  @Column('text', { name: 'ended_as', nullable: true })
  endedAs: EscalationEnd | null;

  /** What is still to be written, in order. */
  @Column('jsonb')
  todo: Act[];

  /** How many acts are done: each note has a mark of its own by it. */
  @Column('integer', { name: 'acts_done', default: 0 })
  actsDone: number;

  /** When the first act of `todo` was first and last begun; null: not yet. */
  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;

  /** amoCRM's second of the hub's last move of the HQ card. */
  @Column({ ...numberColumn, name: 'hq_wrote_at', nullable: true })
  hqWroteAt: number | null;

  /** When that move was known to be done, by the hub's clock: a reading that began later shows it. */
  @Column('timestamptz', { name: 'hq_moved_at', nullable: true })
  hqMovedAt: Date | null;

  /** The hub's last move has closed the HQ card. */
  @Column('boolean', { name: 'has_closed_card', default: false })
  hasClosedCard: boolean;

  /** The owner of the HQ card when the escalation began. */
  @Column({ ...numberColumn, name: 'hq_owner_id', nullable: true })
  hqOwnerId: number | null;

  /** The HQ stage that was reported to the branch last. */
  @Column('jsonb', { name: 'reported_place', nullable: true })
  reportedPlace: StageRef | null;

  /** The newest HQ note that was reported to the branch. */
  @Column({ ...numberColumn, name: 'reported_note_id', nullable: true })
  reportedNoteId: number | null;

  /** The versions of both leads in the journal that were judged last. */
  @Column('integer', { name: 'seen_branch', default: 0 })
  seenBranch: number;

  @Column('integer', { name: 'seen_card', default: 0 })
  seenCard: number;

  /** The branch lead is still in its escalation pipeline, so an ended escalation does not begin anew. */
  @Column('boolean', { name: 'is_in_pipeline', default: true })
  isInPipeline: boolean;

  /** A hash of what the client is known by. */
  @Column('text', { nullable: true })
  client: string | null;

  @Column('jsonb', { name: 'left_out' })
  leftOut: Fact[];

  /** Why it does not get on. */
  @Column('jsonb', { nullable: true })
  problem: Message | null;

  /** When amoCRM refused the first act last, and which account; null: it has not, or may take it by now. */
  @Column('timestamptz', { name: 'refused_at', nullable: true })
  refusedAt: Date | null;

  @Column('uuid', { name: 'refused_by', nullable: true })
  refusedBy: string | null;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  /** Since when HQ has the card. */
  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;

  /** Since when it is late: not accepted within the agreed time. */
  @Column('timestamptz', { name: 'late_since', nullable: true })
  lateSince: Date | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** One of its accounts was removed while it lived: it goes on when that is connected again. */
  @Column('boolean', { name: 'ended_with_account', default: false })
  endedWithAccount: boolean;

  /** The deal that HQ has already into which the branch lead was merged: this one ends for it; null: there is none. */
  @Column({ ...numberColumn, name: 'merged_into', nullable: true })
  mergedInto: number | null;

  /** When its state changed last. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}

/** The columns of a row as a plain object. */
export type EscalationRow = Pick<Escalation, keyof Escalation>;
