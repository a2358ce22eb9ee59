import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from './id-columns.js';

/** A user of an account. */
@Entity({ schema: 'journal', name: 'person' })
export class JournalPerson {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ ...idColumn, name: 'user_id' })
  userId: number;

  @Column('text')
  name: string;

  @Column({ ...numberColumn, name: 'group_id', nullable: true })
  groupId: number | null;

  @Column('boolean', { name: 'is_admin' })
  isAdmin: boolean;

  @Column('boolean', { name: 'is_active' })
  isActive: boolean;

  /** When a reading did not find it any more; amoCRM's seconds. */
  @Column({ ...numberColumn, name: 'gone_at', nullable: true })
  goneAt: number | null;
}

@Entity({ schema: 'journal', name: 'pipeline' })
export class JournalPipeline {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ ...idColumn, name: 'pipeline_id' })
  pipelineId: number;

  @Column('text')
  name: string;

  @Column('integer')
  sort: number;

  @Column('boolean', { name: 'is_main' })
  isMain: boolean;

  @Column('boolean', { name: 'is_archived' })
  isArchived: boolean;

  @Column({ ...numberColumn, name: 'gone_at', nullable: true })
  goneAt: number | null;
}

/** What a stage is: unsorted leads, a stage of work, 142 or 143. The last two are in every pipeline. */
export type StageKind = 'unsorted' | 'work' | 'won' | 'lost';

@Entity({ schema: 'journal', name: 'stage' })
export class JournalStage {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ ...idColumn, name: 'pipeline_id' })
  pipelineId: number;

  @PrimaryColumn({ ...idColumn, name: 'status_id' })
  statusId: number;

  @Column('text')
  name: string;

  @Column('integer')
  sort: number;

  @Column('text')
  kind: StageKind;

  @Column({ ...numberColumn, name: 'gone_at', nullable: true })
  goneAt: number | null;
}
