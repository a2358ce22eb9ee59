import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A write of the hub itself, by which its echo is known. */
@Entity({ schema: 'journal', name: 'own_write' })
export class JournalOwnWrite {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  @Column('text')
  entity: string;

  @Column({ ...numberColumn, name: 'entity_id' })
  entityId: number;

  /** Keys and values that were sent. */
  @Column('jsonb')
  changed: Record<string, unknown>;

  /** `updated_at` of amoCRM's answer, in its seconds. */
  @Column({ ...numberColumn, name: 'updated_at' })
  updatedAt: number;

  @Column('timestamptz', { name: 'written_at' })
  writtenAt: Date;
}
