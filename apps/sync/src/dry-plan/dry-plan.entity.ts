import type { DryPlanRelease, PreflightCheck } from '@hub/contracts';
import type { Message } from '@hub/messages';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Counts } from '../plan/plan.js';

/** What a dry plan found. Without a release there is nothing to plan for. */
export interface DryFinding {
  release: DryPlanRelease | null;
  counts: Counts | null;
  checks: PreflightCheck[];
}

/** The last dry plan of an account. It keeps what was found and no plan, so there is nothing that could be applied. */
@Entity({ schema: 'sync', name: 'dry_plan' })
export class DryPlan {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  @Column('timestamptz', { name: 'made_at', nullable: true })
  madeAt: Date | null;

  /** Why the one that was asked for last could not be made. */
  @Column('jsonb', { nullable: true })
  failure: Message | null;

  @Column('jsonb', { nullable: true })
  found: DryFinding | null;
}
