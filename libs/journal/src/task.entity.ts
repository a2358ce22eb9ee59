import type { TaskState } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from './id-columns.js';

/** A task as the newest reading found it: all open ones, and those that ended lately. Moments are amoCRM's seconds. */
@Entity({ schema: 'journal', name: 'task' })
export class JournalTask implements TaskState {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ ...idColumn, name: 'task_id' })
  taskId: number;

  @Column({ ...numberColumn, name: 'owner_id' })
  ownerId: number;

  @Column({ ...numberColumn, name: 'type_id' })
  typeId: number;

  @Column({ ...numberColumn, name: 'due_at' })
  dueAt: number;

  @Column('boolean', { name: 'is_done' })
  isDone: boolean;

  /** The card it belongs to: `lead`, `contact`, `company` or `customer`; null for a task of no card. */
  @Column('text', { nullable: true })
  entity: string | null;

  @Column({ ...numberColumn, name: 'entity_id', nullable: true })
  entityId: number | null;

  @Column({ ...numberColumn, name: 'created_at' })
  createdAt: number;

  @Column({ ...numberColumn, name: 'updated_at' })
  updatedAt: number;

  @Column({ ...numberColumn, name: 'gone_at', nullable: true })
  goneAt: number | null;

  /** Counts the readings that changed the row. */
  @Column('integer')
  version: number;

  /** When the reading that the row shows began, by the database's clock. */
  @Column('timestamptz', { name: 'read_at' })
  readAt: Date;
}
