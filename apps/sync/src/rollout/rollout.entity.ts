import type { RolloutAccountState, RolloutState } from '@hub/contracts';
import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PlanOptions } from '../plan-run/plan-run.entity.js';
import type { BotRound, CarriedBot } from './carried-bots.js';
import type { Intake } from './judge-intake.js';

/** One release that is applied to many accounts; `decide-rollout.ts` describes the states. */
@Entity({ schema: 'sync', name: 'rollout' })
export class Rollout {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'release_id' })
  releaseId: string;

  @Column('text')
  state: RolloutState;

  /** Why it is in this state. */
  @Column('jsonb', { nullable: true })
  reason: Message | null;

  /** The wave that is running, from 1; 0 before approval. */
  @Column('int')
  wave: number;

  @Column('int')
  waves: number;

  /** Up to this wave a person lets it go on although no account was proven healthy. */
  @Column('int', { name: 'unproven_wave' })
  unprovenWave: number;

  @Column('int', { name: 'gate_minutes' })
  gateMinutes: number;

  @Column('int', { name: 'slow_minutes' })
  slowMinutes: number;

  /** What every plan of it is made with. */
  @Column('jsonb')
  options: PlanOptions;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('text', { name: 'made_by' })
  madeBy: string;

  @Column('text', { name: 'approved_by', nullable: true })
  approvedBy: string | null;

  @Column('text', { name: 'forced_by', nullable: true })
  forcedBy: string | null;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  /** In the order of delivery. */
  @Column('jsonb', { default: [] })
  bots: CarriedBot[];
}

/** One account of a rollout. */
@Entity({ schema: 'sync', name: 'rollout_account' })
export class RolloutAccount {
  @PrimaryColumn('uuid', { name: 'rollout_id' })
  rolloutId: string;

  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  /** Its place in the rollout, from 1, in the order of the waves. */
  @Column('int')
  place: number;

  @Column('int')
  wave: number;

  @Column('text')
  state: RolloutAccountState;

  @Column('jsonb', { nullable: true })
  reason: Message | null;

  /**
   * Whether amoCRM refused the plan that is carried out or made, and may let it pass. Noted until that ends, because each attempt
   * clears it in the plan.
   */
  @Column('boolean', { name: 'is_refused', default: false })
  isRefused: boolean;

  /** Whether a job that plans for it is unfinished; it may wait for its next attempt. */
  @Column('boolean', { name: 'is_planning' })
  isPlanning: boolean;

  /** A person goes on although it failed. */
  @Column('boolean', { name: 'is_accepted' })
  isAccepted: boolean;

  /** The newest plan. */
  @Column('uuid', { name: 'plan_id', nullable: true })
  planId: string | null;

  /** The plan that a person has approved for it; a newer one may do at most what that one says. */
  @Column('uuid', { name: 'approved_plan_id', nullable: true })
  approvedPlanId: string | null;

  /** When a person approved a plan for it last; what people had decided before is known to that person. */
  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  /** Checksum over what the newest plan does, without the ids of the account; equal plans have the same. */
  @Column('text', { nullable: true })
  content: string | null;

  /** Plans made for it since a person acted last. */
  @Column('int', { name: 'plans_made' })
  plansMade: number;

  @Column('timestamptz', { name: 'began_at', nullable: true })
  beganAt: Date | null;

  /** When the first plan of it was begun; a retry keeps it, because alarms that are open since then still count. */
  @Column('timestamptz', { name: 'first_began_at', nullable: true })
  firstBeganAt: Date | null;

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt: Date | null;

  /** What its gate measured; `asked` while a job counts for the gate that began at `from`. */
  @Column('jsonb', { nullable: true })
  intake: Intake | { kind: 'asked'; from: number } | null;

  /** What came of the bots here; null until its newest plan is applied and read back. */
  @Column('jsonb', { nullable: true })
  bots: BotRound | null;
}
