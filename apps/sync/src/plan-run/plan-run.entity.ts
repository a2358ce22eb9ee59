import type { PlanState } from '@hub/contracts';
import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Outcomes } from '../apply/outcomes.js';
import type { AccountLimits } from '../plan/plan-input.js';
import type { AllowedDifference } from '../plan/ledger.js';
import type { KindName } from '../kind/kind-name.js';
import type { Chosen } from '../plan/narrow.js';
import type { Counts, Plan } from '../plan/plan.js';
import type { Touched } from '../plan/touched.js';
import type { RawSnapshot } from '../configuration/raw-snapshot.js';

/** What a plan was made with; made again with the same, an unmoved account gives the same checksum. */
export interface PlanOptions {
  prune: boolean;
  /** Branch id of a stage or pipeline to delete → release key of the stage that takes its deals. */
  migrationTargets: Record<string, string>;
  limits?: AccountLimits;
  /** The account's exceptions that were in force when it was made. */
  exceptions?: readonly AllowedDifference[];
  /** Only these objects, with what they cannot come without; everything else is left unchanged. */
  only?: readonly Chosen[];
  /** Key of a stage or pipeline to delete → release key of the stage that takes its deals, whatever its branch id. */
  dealTargets?: Record<string, string>;
  /** Objects that are created although one of nearly the same name exists. */
  createAnyway?: readonly Chosen[];
}

/** What lists show of a plan: they never read whole plans. */
export interface ListedPlan {
  /** Of what was shown (`shownChecksum`); in rows of older versions that of the plan. */
  checksum: string;
  counts: Counts;
  isEmpty: boolean;
  objections: Message[];
  /** What of it touches deals or cards; missing in rows of older versions. */
  touched?: readonly Touched[];
}

/**
 * What the call was sent for whose answer is missing: what it creates is the hub's own when it is found. It is kept by later
 * attempts and when the plan ends, because the call may still arrive.
 */
export interface InFlight {
  created: { kind: KindName; ref: string }[];
  /** Ids of what was on the same shelves before it, by kind, without what the hub manages; missing in rows of older versions. */
  beside?: Partial<Record<KindName, string[]>>;
  /** Objects of which it replaces a list as a whole. */
  replaced?: { kind: string; ref: string }[];
  /** When that call was begun; missing in rows of older versions. */
  begunAt?: string;
}

/** The snapshot from which a plan was made. */
export interface Seen {
  snapshot: RawSnapshot;
  /** What was walked over before this moment, another plan counted; missing in rows of older versions. */
  countedFrom?: string;
}

/** One plan and its state; `plan-state.ts` describes the states. */
@Entity({ schema: 'sync', name: 'plan_run' })
export class PlanRun {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('uuid', { name: 'release_id' })
  releaseId: string;

  /** The rollout that made it. */
  @Column('uuid', { name: 'rollout_id', nullable: true })
  rolloutId: string | null;

  @Column('text')
  state: PlanState;

  @Column('jsonb', { nullable: true })
  reason: Message | null;

  /** What amoCRM refused at the last attempt and may still let pass; null while one runs, and once the plan has ended. */
  @Column('jsonb', { nullable: true })
  refusal: Message | null;

  @Column('jsonb')
  plan: Plan;

  /** Null in rows of older versions. */
  @Column('jsonb', { nullable: true })
  listed: ListedPlan | null;

  /** Objects of the release that it does not restore. */
  @Column('jsonb')
  irrevocable: Message[];

  @Column('jsonb')
  options: PlanOptions;

  /** The snapshot from which the plan was made, for the fresh read before the apply; null once it has ended. */
  @Column('jsonb', { nullable: true, select: false })
  seen: Seen | null;

  @Column('jsonb', { name: 'in_flight', nullable: true })
  inFlight: InFlight | null;

  /** What became of the changes so far. */
  @Column('jsonb')
  outcomes: Outcomes;

  /** Whether the account was found as approved and writing began. */
  @Column('boolean', { name: 'has_begun' })
  hasBegun: boolean;

  /** When it went on last: with a call of it, or as one that needs none. Null as long as no call of it was made. */
  @Column('timestamptz', { name: 'begun_at', nullable: true })
  begunAt: Date | null;

  /** What a person asked for while the plan was running; checked between two calls. */
  @Column('text', { nullable: true })
  order: 'pause' | 'cancel' | null;

  /** Raised with each exception that is made and each ledger entry that people change (`revise-plans.ts`). */
  @Column('int', { default: 0 })
  revision: number;

  @Column('int', { name: 'calls_planned' })
  callsPlanned: number;

  /** What was no longer needed counts too, and a call that was repeated without refused objects counts once. */
  @Column('int', { name: 'calls_done' })
  callsDone: number;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy: string | null;

  @Column('text', { name: 'forced_by', nullable: true })
  forcedBy: string | null;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
