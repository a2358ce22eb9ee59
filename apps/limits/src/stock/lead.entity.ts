import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What limits knows of one lead. A picture, not the truth: the lead is read again before it is granted. */
@Entity({ schema: 'limits', name: 'lead' })
export class StockLead {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'lead_id' })
  leadId: number;

  @Column({ ...numberColumn, name: 'pipeline_id' })
  pipelineId: number;

  @Column({ ...numberColumn, name: 'status_id' })
  statusId: number;

  @Column({ ...numberColumn, name: 'owner_id' })
  ownerId: number;

  /** Seconds of amoCRM's clock. */
  @Column({ ...numberColumn, name: 'created_at' })
  createdAt: number;

  /** When the reading that brought this row began, by this database's clock: an older reading changes nothing. */
  @Column('timestamptz', { name: 'read_at' })
  readAt: Date;

  /** The open claim that holds this lead. Set and cleared with the claim's state, never by a reading. */
  @Column('uuid', { name: 'claim_id', nullable: true })
  claimId: string | null;
}
