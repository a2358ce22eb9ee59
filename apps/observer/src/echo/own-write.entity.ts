import type { LeadWritten } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the hub itself has written into a lead, kept until the feed has shown it. */
@Entity({ schema: 'observer', name: 'own_write' })
export class OwnWriteEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'lead_id' })
  leadId: number;

  /** amoCRM's second of the change. */
  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'updated_at' })
  updatedAt: number;

  /** When amoCRM had answered, by the database's clock. */
  @Index('own_write_age')
  @PrimaryColumn('timestamptz', { name: 'answered_at' })
  answeredAt: Date;

  @Column('jsonb')
  values: LeadWritten['values'];

  /** Ids and codes of the custom fields that were written. */
  @Column('jsonb')
  fields: LeadWritten['fields'];

  /** The journal has the written values by this write, without a reading: the feed has to explain the rest. */
  @Column('boolean', { name: 'is_taken', default: false })
  isTaken: boolean;
}
