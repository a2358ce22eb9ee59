import { createHash } from 'node:crypto';
import { BatchedRead } from '@hub/database';
import { message } from '@hub/messages';
import { GiveUp } from '@hub/platform';
import { ArrayContains, In, IsNull, MoreThan, Not, type DataSource, type EntityManager } from 'typeorm';
import { nextAccountState, type AccountEvent, type AccountState } from './account-state.js';
import { Account, type AccountMode, type AccountRole } from './account.entity.js';

/** What is known when an account is registered; it starts `pending`. */
export interface NewAccount {
  id: string;
  subdomain: string;
  host: string;
  name: string;
  roles: AccountRole[];
  /** The group of all that are in none when missing. */
  groupId?: string | null;
  mode: AccountMode;
  timeZone: string;
}

/** Thrown when a message names an account that the hub does not have. Repeating cannot help. */
export class UnknownAccount extends GiveUp {
  constructor(readonly accountId: string) {
    super(message('failures.unknown-account', { accountId }));
  }
}

/** Rung by PostgreSQL when an account can be used again. */
export const usableChannel = 'accounts_usable';

/** Questions about accounts. Writes take the caller's transaction. */
export class AccountRepository {
  private readonly found = new BatchedRead<string, Account | null>(async (ids) => {
    const rows = new Map(
      (await this.source.manager.findBy(Account, { id: In([...ids]) })).map((row) => [row.id, row]),
    );
    return ids.map((id) => rows.get(id.toLowerCase()) ?? null);
  });

  constructor(private readonly source: DataSource) {}

  /** Adds a `pending` account. Fails with SQLSTATE 23505 when another account that is not removed has the host. */
  async register(tx: EntityManager, account: NewAccount, now: Date): Promise<Account> {
    return tx.save(
      tx.create(Account, {
        ...account,
        groupId: account.groupId ?? null,
        host: account.host.toLowerCase(),
        amoId: null,
        hubUserId: null,
        duplicateControl: 'unknown',
        state: 'pending',
        stateReason: 'registered',
        stateSince: now,
        webhookSecretHash: null,
        usableAt: null,
        lastGoodCallAt: null,
        createdAt: now,
      }),
    );
  }

  /** The account or null. In a transaction pass it, so that no second connection is waited for. */
  async find(id: string, tx?: EntityManager): Promise<Account | null> {
    return tx ? tx.findOneBy(Account, { id }) : this.found.of(id);
  }

  /** The account, or throws `UnknownAccount`. */
  async get(id: string, tx?: EntityManager): Promise<Account> {
    const account = await this.find(id, tx);
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  /** The account that lives at this host now; removed ones are not found. */
  async findByHost(host: string): Promise<Account | null> {
    return this.source.manager.findOneBy(Account, { host: host.toLowerCase(), state: Not('removed') });
  }

  /** The account with amoCRM's numeric id; removed ones are not found. */
  async findByAmoId(amoId: number): Promise<Account | null> {
    return this.source.manager.findOneBy(Account, { amoId, state: Not('removed') });
  }

  /** Whose webhook path carries which secret: account ids by the secrets' hashes. Only hashes are stored and compared. */
  async listWebhookSecrets(): Promise<Map<string, string>> {
    const rows = await this.source.manager.find(Account, {
      where: { webhookSecretHash: Not(IsNull()), state: Not('removed') },
      select: { id: true, webhookSecretHash: true },
    });
    return new Map(rows.flatMap(({ id, webhookSecretHash: hash }) => (hash === null ? [] : [[hash, id]])));
  }

  /** What `listWebhookSecrets` keeps of a secret. */
  hashWebhookSecret(secret: string): string {
    return hashSecret(secret);
  }

  /** Accounts whose tokens were found dead since `since` and whose number in amoCRM is known. */
  async listDead(since: Date): Promise<Account[]> {
    return this.source.manager.find(Account, {
      where: { state: 'reconnect', stateSince: MoreThan(since), amoId: Not(IsNull()) },
      order: { stateSince: 'ASC', id: 'ASC' },
    });
  }

  /** All accounts that are not removed, oldest first. */
  async list(): Promise<Account[]> {
    return this.source.manager.find(Account, {
      where: { state: Not('removed') },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** These accounts, removed ones too. In a transaction pass it, so that no second connection is waited for. */
  async listByIds(ids: readonly string[], tx: EntityManager = this.source.manager): Promise<Account[]> {
    return tx.findBy(Account, { id: In([...ids]) });
  }

  /** Accounts with this role that are not removed, oldest first. */
  async listByRole(role: AccountRole): Promise<Account[]> {
    return this.source.manager.find(Account, {
      where: { roles: ArrayContains([role]), state: Not('removed') },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /**
   * The account that has the role `hq`, other than this one; null when there is none. Takes a lock until the caller's
   * transaction ends, so that two callers cannot both find none.
   */
  async findOtherHq(tx: EntityManager, id: string): Promise<Account | null> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('accounts.hq'))`);
    return tx.findOne(Account, {
      where: { roles: ArrayContains(['hq']), state: Not('removed'), id: Not(id) },
    });
  }

  /**
   * The reference account of a group, other than this one; null when there is none. Takes a lock until the caller's
   * transaction ends, so that two callers cannot both find none.
   */
  async findOtherReference(tx: EntityManager, id: string, groupId: string | null): Promise<Account | null> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('accounts.reference'))`);
    return tx.findOne(Account, {
      where: {
        roles: ArrayContains(['reference']),
        state: Not('removed'),
        id: Not(id),
        groupId: groupId ?? IsNull(),
      },
    });
  }

  /** Accounts the hub may call now. */
  async listCallable(): Promise<Account[]> {
    return this.source.manager.find(Account, {
      where: { state: In(['connected', 'degraded'] satisfies AccountState[]) },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /**
   * Changes what a person may change, or what a connect found out. False, and nothing is written, for a removed account.
   * Fails with SQLSTATE 23505 when another account has the host.
   */
  async update(
    tx: EntityManager,
    id: string,
    change: Partial<
      Pick<
        Account,
        | 'name'
        | 'roles'
        | 'groupId'
        | 'mode'
        | 'timeZone'
        | 'duplicateControl'
        | 'amoId'
        | 'hubUserId'
        | 'subdomain'
        | 'host'
      >
    >,
  ): Promise<boolean> {
    const { affected } = await tx.update(Account, { id, state: Not('removed') }, change);
    return affected === 1;
  }

  /** A removed account is named by its host: many a franchisee trades under their own name. */
  async eraseName(tx: EntityManager, id: string): Promise<void> {
    await tx.update(Account, { id, state: 'removed' }, { name: () => 'host' });
  }

  /** Stores the hash of the webhook secret; a removed account gets none. */
  async setWebhookSecret(tx: EntityManager, id: string, secret: string | null): Promise<void> {
    await this.restoreWebhookSecret(tx, id, secret === null ? null : hashSecret(secret));
  }

  /** Puts back the hash that was there before `setWebhookSecret`, when amoCRM never learned the new secret. */
  async restoreWebhookSecret(tx: EntityManager, id: string, hash: string | null): Promise<void> {
    const state = hash === null ? undefined : Not<AccountState>('removed');
    await tx.update(Account, { id, ...(state ? { state } : {}) }, { webhookSecretHash: hash });
  }

  /**
   * The account, which nobody changes until the caller's transaction ends, though others may read it so too; null when
   * there is none.
   */
  async lockForRead(tx: EntityManager, id: string): Promise<Account | null> {
    return tx.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_read' } });
  }

  /** The account, which nobody else changes until the transaction ends. Throws `UnknownAccount`. */
  async lock(tx: EntityManager, id: string): Promise<Account> {
    const account = await tx.findOne(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!account) throw new UnknownAccount(id);
    return account;
  }

  /**
   * Records an event of the account, which may change its state (see `account-state.ts`). Returns the state after it.
   */
  async recordEvent(tx: EntityManager, id: string, event: AccountEvent, now: Date): Promise<AccountState> {
    const account = await this.lock(tx, id);
    const next = nextAccountState(account.state, event);
    if (!next) return account.state;
    // A repeated refusal keeps the moment the trouble began.
    const stateSince = next.state === account.state ? account.stateSince : now;
    await tx.update(Account, { id }, { state: next.state, stateReason: next.reason, stateSince });
    if (next.state === 'connected') await this.markUsable(tx, [id], now);
    return next.state;
  }

  /** Marks accounts that can be used again, for whoever publishes it. `recordEvent` does so by itself. */
  async markUsable(tx: EntityManager, ids: readonly string[], now: Date): Promise<void> {
    await tx.update(Account, { id: In([...ids]) }, { usableAt: now });
    await tx.query('SELECT pg_notify($1, NULL)', [usableChannel]);
  }

  /** Takes the marks of up to `limit` accounts away and returns their ids; two who ask at once get different ones. */
  async takeUsable(tx: EntityManager, limit: number): Promise<string[]> {
    const [rows]: [{ id: string }[], number] = await tx.query(
      `UPDATE accounts.account SET usable_at = NULL WHERE id = ANY (ARRAY(
         SELECT id FROM accounts.account WHERE usable_at IS NOT NULL
         ORDER BY usable_at LIMIT $1 FOR UPDATE SKIP LOCKED))
       RETURNING id`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Remembers that amoCRM answered well. Callers thin this out; it is for the health page. */
  async noteGoodCall(id: string, at: Date): Promise<void> {
    await this.source.manager.update(Account, { id }, { lastGoodCallAt: at });
  }
}

function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
