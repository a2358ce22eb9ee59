import type { PlanState } from '@hub/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Outcomes } from '../apply/outcomes.js';
import type { AccountLimits } from '../plan/block-creations.js';
import type { AllowedDifference } from '../plan/ledger.js';
import type { Chosen } from '../plan/narrow.js';
import type { Plan } from '../plan/plan.js';

/** What a plan was made with; made again with the same, an unmoved account gives the same checksum. */
export interface PlanOptions {
  prune: boolean;
  /** Branch id of a stage or pipeline to delete → release key of the stage that takes its deals. */
  migrationTargets: Record<string, string>;
  limits?: AccountLimits;
  /** The account's exceptions that were in force when it was made. */
  exceptions?: readonly AllowedDifference[];
  /** A plan narrowed to these objects; everything else is left as it stands. */
  only?: readonly Chosen[];
}

/** Objects whose creation was sent and not yet answered. They are the hub's own when they are found. */
export interface InFlight {
  created: { kind: string; ref: string }[];
  /** When that call was begun; missing in rows of older versions. */
  begunAt?: string;
}

/** One plan on its way; the states stand in `plan-state.ts`. */
@Entity({ schema: 'sync', name: 'plan_run' })
export class PlanRun {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('uuid', { name: 'release_id' })
  releaseId: string;

  @Column('text')
  state: PlanState;

  @Column('text')
  reason: string;

  @Column('jsonb')
  plan: Plan;

  @Column('jsonb')
  options: PlanOptions;

  @Column('jsonb', { name: 'in_flight', nullable: true })
  inFlight: InFlight | null;

  /** What became of the changes so far. */
  @Column('jsonb')
  outcomes: Outcomes;

  /** Whether the account was found as approved and writing began. */
  @Column('boolean', { name: 'has_begun' })
  hasBegun: boolean;

  /** What a person asked for while the plan was running; looked at between two calls. */
  @Column('text', { nullable: true })
  order: 'pause' | 'cancel' | null;

  @Column('int', { name: 'calls_planned' })
  callsPlanned: number;

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
