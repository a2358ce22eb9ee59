import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { KindName } from '../kind/kind-name.js';

/**
 * A difference from its release that HQ allows one account until a date, while the account is in one reference group. One row
 * per account, group and object.
 */
@Entity({ schema: 'sync', name: 'account_exception' })
export class AccountException {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'account_id' })
  accountId: string;

  /** Group of the release that it was made for: it counts only there. Null for accounts of no group. */
  @Column('uuid', { name: 'group_id', nullable: true })
  groupId: string | null;

  @Column('text')
  kind: KindName;

  @Column('text')
  key: string;

  /** Identity of the object where the release comes from, so that a renamed object keeps its exception. */
  @Column('text')
  ref: string;

  @Column('text')
  name: string;

  /** Empty for the whole object and what is in it. */
  @Column('text', { array: true })
  attributes: string[];

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'ends_at' })
  endsAt: Date;

  @Column('text', { name: 'made_by' })
  madeBy: string;

  @Column('timestamptz', { name: 'made_at' })
  madeAt: Date;

  /** When its alarm was raised; null while it is in force. */
  @Column('timestamptz', { name: 'expired_at', nullable: true })
  expiredAt: Date | null;
}
