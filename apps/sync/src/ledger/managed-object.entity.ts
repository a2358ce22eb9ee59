import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KindName } from '../kind/kind-name.js';

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

  /** Of a step for a person: who ticked it off; null where the hub saw that it was done. */
  @Column('text', { name: 'ticked_by', nullable: true })
  tickedBy: string | null;

  /** When that was; null for one of an older version, and for what is no step. */
  @Column('timestamptz', { name: 'ticked_at', nullable: true })
  tickedAt: Date | null;

  /** When the call was begun that may have made it, while nobody has seen whether it did; else null. */
  @Column('timestamptz', { name: 'unseen_since', nullable: true })
  unseenSince: Date | null;

  /** Meanwhile the ids of what was beside it before that call; null where that is unknown, and else. */
  @Column('jsonb', { nullable: true })
  beside: string[] | null;
}
