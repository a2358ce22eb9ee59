import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CrmEntity } from '@hub/contracts';

/** The latest reported change of one entity; the poll compares its events with it. */
@Entity({ schema: 'observer', name: 'seen_change' })
export class SeenChangeEntity {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  entity: CrmEntity;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'entity_id' })
  entityId: number;

  /** amoCRM's clock, Unix seconds; 0 where no webhook has named a moment. */
  @Column({ ...numberColumn, name: 'changed_at' })
  changedAt: number;

  /** The hub's clock. */
  @Column({ type: 'timestamptz', name: 'received_at' })
  receivedAt: Date;

  /** When the last webhook came that names no moment of a change, by the hub's clock. */
  @Column({ type: 'timestamptz', name: 'untimed_at', nullable: true })
  untimedAt: Date | null;
}
