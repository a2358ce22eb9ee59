import type { LeadState } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, idListColumn } from './id-columns.js';

/** A lead as the newest reading found it. Moments are seconds of amoCRM's clock. */
@Entity({ schema: 'journal', name: 'lead' })
export class JournalLead implements LeadState {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ ...idColumn, name: 'lead_id' })
  leadId: number;

  @Column({ ...numberColumn, name: 'pipeline_id' })
  pipelineId: number;

  @Column({ ...numberColumn, name: 'status_id' })
  statusId: number;

  @Column({ ...numberColumn, name: 'owner_id' })
  ownerId: number;

  /** With kopecks, where the account shows them. */
  @Column({ ...numberColumn, type: 'numeric' })
  price: number;

  /** Names, in alphabetical order. */
  @Column('text', { array: true })
  tags: string[];

  /** In ascending order. */
  @Column({ ...idListColumn, name: 'contact_ids' })
  contactIds: number[];

  @Column({ ...numberColumn, name: 'main_contact_id', nullable: true })
  mainContactId: number | null;

  @Column({ ...numberColumn, name: 'loss_reason_id', nullable: true })
  lossReasonId: number | null;

  @Column({ ...numberColumn, name: 'created_at' })
  createdAt: number;

  @Column({ ...numberColumn, name: 'updated_at' })
  updatedAt: number;

  @Column({ ...numberColumn, name: 'closed_at', nullable: true })
  closedAt: number | null;

  /** When it was deleted or merged, or found missing; null while it is there. */
  @Column({ ...numberColumn, name: 'gone_at', nullable: true })
  goneAt: number | null;

  /** Counts the readings that changed the row. */
  @Column('integer')
  version: number;

  /** When the reading that the row shows began, by the database's clock. */
  @Column('timestamptz', { name: 'read_at' })
  readAt: Date;
}
