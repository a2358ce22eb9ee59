import type { CrmEntity } from '@hub/contracts';
import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A card whose last reads found nothing. */
@Entity({ schema: 'router', name: 'absent_card' })
export class AbsentCard {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  entity: CrmEntity;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn.transformer, name: 'entity_id' })
  entityId: number;

  @Column('integer')
  reads: number;

  @Column('timestamptz', { name: 'first_at' })
  firstAt: Date;

  @Column('timestamptz', { name: 'last_at' })
  lastAt: Date;
}
