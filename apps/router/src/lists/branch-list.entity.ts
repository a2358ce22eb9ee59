import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KnownValues } from './plan-branch-list.js';

/** What the hub knows of the list «Филиал» of an HQ account, and the write of it that was begun. */
@Entity({ schema: 'router', name: 'branch_list' })
export class BranchList {
  @PrimaryColumn('uuid', { name: 'hq_account_id' })
  hqAccountId: string;

  @Column('jsonb')
  known: KnownValues;

  @Column('timestamptz', { name: 'step_started_at', nullable: true })
  stepStartedAt: Date | null;

  @Column('timestamptz', { name: 'step_written_at', nullable: true })
  stepWrittenAt: Date | null;
}
