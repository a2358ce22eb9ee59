import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LeaveCause } from './decide-custody.js';
import type { Baseline } from './decide-leaving.js';

/**
 * The state of a branch lead that leaves its branch; `leave-branch.ts` describes the states. `withdrawn`: a rejection
 * that was `kept`, and that the branch lead has not shown since.
 */
export type ReRouteState = 'asked' | 'closed' | 'opening' | 'left' | 'kept' | 'withdrawn';

/** The states in which a leg is leaving; the index that allows one of them for each leg names the same. */
export const underWay = ['asked', 'closed', 'opening'] as const;

/** Why and how one leg is left for another branch. Of those that are under way a leg has one at most. */
@Entity({ schema: 'router', name: 're_route' })
export class ReRoute {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'leg_id' })
  legId: string;

  @Column('text')
  why: LeaveCause;

  /** In words, for the note in the branch lead. */
  @Column('jsonb')
  reason: Message;

  /** The branch that is to have the lead; null: routing says which, or a person. */
  @Column('uuid', { name: 'branch_id', nullable: true })
  branchId: string | null;

  @Column('text')
  state: ReRouteState;

  /** The branch lead as it was right before it was closed. */
  @Column('jsonb', { nullable: true })
  baseline: Baseline | null;

  /** The branch lead has the note about it. */
  @Column('boolean', { name: 'is_noted', default: false })
  isNoted: boolean;

  /** When the write out of the present state was first and last begun; null: not yet. */
  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;

  /** When amoCRM refused the step out of the present state last, which account and why; null: it has not. */
  @Column('timestamptz', { name: 'refused_at', nullable: true })
  refusedAt: Date | null;

  @Column('uuid', { name: 'refused_by', nullable: true })
  refusedBy: string | null;

  @Column('jsonb', { nullable: true })
  problem: Message | null;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;
}

/** The columns of a row as a plain object. */
export type ReRouteRow = Pick<ReRoute, keyof ReRoute>;
