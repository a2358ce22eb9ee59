import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';
import type { Configuration } from '../configuration/configuration.js';

/** An immutable, numbered configuration. Rows are never changed. */
@Entity({ schema: 'sync', name: 'release' })
export class ReleaseEntity {
  @PrimaryColumn('uuid')
  id: string;

  @Column('int')
  @Generated('increment')
  number: number;

  /** Reference account; null for a blueprint. */
  @Column('uuid', { name: 'account_id', nullable: true })
  accountId: string | null;

  /** The reference group it was made for; null: the common one. */
  @Column('uuid', { name: 'group_id', nullable: true })
  groupId: string | null;

  @Column('text', { nullable: true })
  note: string | null;

  /** Null for one of an older version. */
  @Column('text', { name: 'made_by', nullable: true })
  madeBy: string | null;

  @Column('text')
  checksum: string;

  @Column('jsonb')
  configuration: Configuration;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;
}
