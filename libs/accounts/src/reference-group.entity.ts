import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * Accounts that follow one reference account: the branches of a brand, say. Accounts without a group form one together,
 * so that a franchise of one kind needs none.
 */
@Entity({ schema: 'accounts', name: 'reference_group' })
export class ReferenceGroup {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** One spelling of the name (`normaliseRegion`), unique. PostgreSQL's own `lower` may know no Russian letters. */
  @Column('text', { name: 'name_key' })
  nameKey: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
