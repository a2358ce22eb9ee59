import { numberColumn } from '@hub/database';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AccountState } from './account-state.js';

export type AccountRole = 'reference' | 'hq' | 'branch';

/** `observe`: the hub reads and plans; `apply`: it may also write configuration. */
export type AccountMode = 'observe' | 'apply';

/**
 * Whether amoCRM's duplicate control meets the hub's integration in this account, so that `leads/complex` may join a
 * new lead to a deal. No API shows it: people set it, and one joined lead proves `meets`.
 */
export const duplicateControls = ['unknown', 'absent', 'meets'] as const;
export type DuplicateControl = (typeof duplicateControls)[number];

/** One amoCRM account. Its secrets live in another table, so that listing accounts never carries them. */
@Entity({ schema: 'accounts', name: 'account' })
export class Account {
  /** The hub's own id; all messages name accounts by it. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  subdomain: string;

  /** Lower-case host without scheme, e.g. `kazan.amocrm.ru`. Unique among accounts that are not removed. */
  @Column('text')
  host: string;

  /** amoCRM's numeric id; known after the first call. */
  @Column({ ...numberColumn, name: 'amo_id', nullable: true })
  amoId: number | null;

  /** The amoCRM user who gave consent and as whom the hub's writes appear; known after the connection. */
  @Column({ ...numberColumn, name: 'hub_user_id', nullable: true })
  hubUserId: number | null;

  @Column('text')
  name: string;

  @Column('text', { array: true })
  roles: AccountRole[];

  /** The group whose reference account this one follows, or is; null: the group of all that are in none. */
  @Column('uuid', { name: 'group_id', nullable: true })
  groupId: string | null;

  @Column('text')
  mode: AccountMode;

  /** IANA name, e.g. `Europe/Moscow`. */
  @Column('text', { name: 'time_zone' })
  timeZone: string;

  @Column('text', { name: 'duplicate_control', default: 'unknown' })
  duplicateControl: DuplicateControl;

  @Column('text')
  state: AccountState;

  @Column('text', { name: 'state_reason' })
  stateReason: string;

  @Column('timestamptz', { name: 'state_since' })
  stateSince: Date;

  /** SHA-256 of the secret in the webhook's path, hex. */
  @Column('text', { name: 'webhook_secret_hash', nullable: true })
  webhookSecretHash: string | null;

  /** When the account could be used again, until the gateway has published `account.usable`. */
  @Column('timestamptz', { name: 'usable_at', nullable: true })
  usableAt: Date | null;

  @Column('timestamptz', { name: 'last_good_call_at', nullable: true })
  lastGoodCallAt: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
