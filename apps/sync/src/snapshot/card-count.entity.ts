import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { EntityType } from '../configuration/raw-snapshot.js';
import type { Tally } from './card-tally.js';

/** The last walk over all cards of an entity type in an account: its plans go on from it for a day. */
@Entity({ schema: 'sync', name: 'card_count' })
export class CardCount {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  entity: EntityType;

  @Column('timestamptz', { name: 'walked_at' })
  walkedAt: Date;

  @Column('jsonb')
  tally: Tally;
}
