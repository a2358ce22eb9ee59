import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KindName } from '../kind/kind.js';

/** One row of the ledger: this object of the release is that object of the branch. */
@Entity({ schema: 'sync', name: 'managed_object' })
export class ManagedObject {
  @PrimaryColumn('uuid', { name: 'account_id' })
  accountId: string;

  @PrimaryColumn('text')
  kind: KindName;

  /** Identity where the release comes from: the id in the reference account, or the key in a blueprint. */
  @PrimaryColumn('text')
  ref: string;

  /** Path of amoCRM ids in the branch. */
  @Column('text', { name: 'branch_id' })
  branchId: string;

  @Column('text')
  origin: 'created' | 'adopted';
}
