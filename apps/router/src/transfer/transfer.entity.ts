import type { LegEnd, TransferState } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { type Fact, type Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Target } from '../lead/route-lead.js';

/**
 * One leg of a lead's custody: the lead on its way to a branch, and there until the leg ends. Of those that are neither
 * cancelled nor ended there is at most one for each trail and each HQ lead. `transfer-lead.ts` describes its states on
 * the way, `custody/decide-custody.ts` what becomes of it then.
 */
@Entity({ schema: 'router', name: 'transfer' })
export class Transfer {
  @PrimaryColumn('uuid')
  id: string;

  /** All legs of one lead, over all accounts, have one trail: the id of its first leg. */
  @Column('uuid', { name: 'trail_id' })
  trailId: string;

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

  /**
   * How far the contact is that was linked after the transfer was done; null: nothing is to be done. Its work runs beside
   * the leg, whatever becomes of either.
   */
  @Column('text', { name: 'late_contact', nullable: true })
  lateContact: LateContact | null;

  /** When that got on last. */
  @Column('timestamptz', { name: 'late_contact_at', nullable: true })
  lateContactAt: Date | null;

  @Column('jsonb', { name: 'cancel_reason', nullable: true })
  cancelReason: Message | null;

  /**
   * When the write that leads out of `state` was first attempted; null: not yet. When it is set, the step searches
   * before it writes.
   */
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

  /** The contact at HQ whose copy in the branch that is; null: none, or not known, and then nothing corrects the copy. */
  @Column({ ...numberColumn, name: 'hq_contact_id', nullable: true })
  hqContactId: number | null;

  @Column({ ...numberColumn, name: 'branch_lead_id', nullable: true })
  branchLeadId: number | null;

  /** The company that the branch lead is to be linked to. */
  @Column({ ...numberColumn, name: 'branch_company_id', nullable: true })
  branchCompanyId: number | null;

  /** The owner's task that the lead brought, to be closed when the leg ends otherwise than won. */
  @Column({ ...numberColumn, name: 'branch_task_id', nullable: true })
  branchTaskId: number | null;

  @Column('jsonb', { name: 'left_out' })
  leftOut: Fact[];

  @Column('jsonb', { nullable: true })
  problem: Message | null;

  /** What ended the leg; null while it lives. */
  @Column('text', { name: 'ended_as', nullable: true })
  endedAs: LegEnd | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** Since when no branch has a living lead, although one is to have it: from this leg's closing until the next leg's lead. */
  @Column('timestamptz', { name: 'in_hand_since', nullable: true })
  inHandSince: Date | null;

  /** Why the trail is not in hand although this leg has ended: no branch is to have the lead; null where none is named. */
  @Column('jsonb', { name: 'off_hand', nullable: true })
  offHand: Message | null;

  /** A re-route has chosen the branch: routing does not choose another one. */
  @Column('boolean', { name: 'is_re_route', default: false })
  isReRoute: boolean;

  /**
   * The branch lead was kept from a re-route, or was found open when this leg took it over, in this second of amoCRM's: a reading
   * that shows it closed before is out of date.
   */
  @Column({ ...numberColumn, name: 'branch_kept_at', nullable: true })
  branchKeptAt: number | null;

  /** The hub's last write to the HQ lead in amoCRM's seconds. */
  @Column({ ...numberColumn, name: 'hq_wrote_at', nullable: true })
  hqWroteAt: number | null;

  /**
   * The last of amoCRM's seconds in which the hub has read «Филиал» of the HQ lead, or written it: earlier changes of it
   * are known. Null: it was never read for this leg.
   */
  @Column({ ...numberColumn, name: 'choice_read_at', nullable: true })
  choiceReadAt: number | null;

  /** Between which of amoCRM's seconds the hand-over may have overwritten a choice or a move of a person; null: it has not. */
  @Column('jsonb', { name: 'choice_gap', nullable: true })
  choiceGap: ChoiceGap | null;

  /**
   * «Филиал» of the HQ lead as the hub has written it, has heeded it, or knew of it when the branch was decided, last: what it
   * shows still is no new choice. Null: not known.
   */
  @Column('text', { name: 'hq_branch_name', nullable: true })
  hqBranchName: string | null;

  /** Region and city of the HQ lead by which the branch was decided, or as heeded last (`placeTextOf`). Null: not known. */
  @Column('text', { name: 'hq_place', nullable: true })
  hqPlace: string | null;

  /** The branch that a person has named while it took no leads: it gets the lead as soon as it does. Null: none. */
  @Column('uuid', { name: 'wanted_branch_id', nullable: true })
  wantedBranchId: string | null;

  @Column('timestamptz', { name: 'wanted_since', nullable: true })
  wantedSince: Date | null;

  @Column('text', { name: 'correlation_id' })
  correlationId: string;

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  /** When it got on last: a failed attempt is no progress. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}

/** From the last change that the hub had read, itself left out, to the second of its own write. */
export interface ChoiceGap {
  after: number;
  until: number;
  /** The answer was lost: `until` is when the write was found, and people may have changed the lead between the two. */
  isFound?: boolean;
}

/** The states in which a transfer that is done takes the steps of a late contact. */
type LateContact = Extract<TransferState, 'contact-late' | 'contact-late-ready'>;

export function isLateContact(state: TransferState): state is LateContact {
  return state === 'contact-late' || state === 'contact-late-ready';
}

/** The columns of a row as a plain object. */
export type TransferRow = Pick<Transfer, keyof Transfer>;

/** The branch lead of a transfer that has made it. */
export function branchLeadOf({ id, branchLeadId }: Pick<TransferRow, 'id' | 'branchLeadId'>): number {
  if (branchLeadId === null) throw new Error(`Transfer ${id} has no branch lead`);
  return branchLeadId;
}
