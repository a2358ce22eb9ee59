import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KnownValues } from './plan-branch-list.js';

/** What the hub knows of the list «Филиал» of an HQ account, and the writes of it and of «Регион» that were begun. */
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

  @Column('timestamptz', { name: 'region_started_at', nullable: true })
  regionStartedAt: Date | null;

  @Column('timestamptz', { name: 'region_written_at', nullable: true })
  regionWrittenAt: Date | null;
}

/** One of the two lists that the hub keeps. */
export type ListName = 'branch' | 'region';

/** A field of HQ that the rules name; the hub keeps no values of «Город». */
export type FieldName = ListName | 'city';

/** One list, as it is kept. Of «Регион» nothing is known: a region under other words is another one. */
export type KeptList = Pick<BranchList, 'hqAccountId' | 'known' | 'stepStartedAt' | 'stepWrittenAt'> & {
  list: ListName;
};
