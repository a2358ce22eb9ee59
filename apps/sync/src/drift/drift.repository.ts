import { randomUUID } from 'node:crypto';
import { AccountRepository, AlarmRepository } from '@hub/accounts';
import type { Message } from '@hub/messages';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import { DriftAccount, type Admin } from './drift-account.entity.js';
import { DriftFinding, type Proposal } from './drift-finding.entity.js';
import type { Ending, Followed, Past } from './follow-findings.js';

/** Which findings to list, newest first. */
export interface FindingFilter {
  accountId?: string | null;
  kind?: string | null;
  state?: 'open' | 'gone' | 'all' | null;
  isProposed?: boolean | null;
  accountIds?: readonly string[] | null;
}

@Injectable()
export class DriftRepository {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  async findAccount(accountId: string): Promise<DriftAccount | null> {
    return this.source.manager.findOneBy(DriftAccount, { accountId });
  }

  async listAccounts(accountIds: readonly string[]): Promise<DriftAccount[]> {
    return this.source.manager.findBy(DriftAccount, { accountId: In([...accountIds]) });
  }

  /** Accounts that have living findings. */
  async listDrifted(): Promise<Set<string>> {
    const rows: { id: string }[] = await this.source.query(
      'SELECT DISTINCT account_id AS id FROM sync.drift_finding WHERE gone_at IS NULL',
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Accounts with living findings or failed readings. */
  async listNoted(): Promise<string[]> {
    const rows: { id: string }[] = await this.source.query(
      `SELECT account_id AS id FROM sync.drift_finding WHERE gone_at IS NULL
        UNION SELECT account_id FROM sync.drift_account WHERE unread_since IS NOT NULL`,
    );
    return rows.map(({ id }) => id);
  }

  /** Notes that a reading is asked for. False when another copy did so since `known`, or the account was off-boarded. */
  async ask(tx: EntityManager, accountId: string, known: Date | null, now: Date): Promise<boolean> {
    if (await this.isRemoved(tx, accountId)) return false;
    const rows: unknown[] = await tx.query(
      `INSERT INTO sync.drift_account AS account (account_id, asked_at, is_owed) VALUES ($1, $3, false)
       ON CONFLICT (account_id) DO UPDATE SET asked_at = $3, is_owed = false
        WHERE account.asked_at IS NOT DISTINCT FROM $2
       RETURNING account_id`,
      [accountId, known, now],
    );
    return rows.length > 0;
  }

  /**
   * The account's row, locked for the rest of the transaction: one reading at a time is recorded. Null where the account was
   * off-boarded: nothing would erase what is recorded of it then.
   */
  async lock(tx: EntityManager, accountId: string): Promise<DriftAccount | null> {
    if (await this.isRemoved(tx, accountId)) return null;
    await tx.query(
      'INSERT INTO sync.drift_account (account_id, is_owed) VALUES ($1, false) ON CONFLICT DO NOTHING',
      [accountId],
    );
    return tx.findOneOrFail(DriftAccount, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
  }

  /** If not, the account cannot be off-boarded until the transaction ends. */
  private async isRemoved(tx: EntityManager, accountId: string): Promise<boolean> {
    return (await this.accounts.lockForRead(tx, accountId))?.state === 'removed';
  }

  /** A reading is postponed until the running plan has ended. */
  async owe(tx: EntityManager, accountId: string): Promise<void> {
    if (await this.lock(tx, accountId)) await tx.update(DriftAccount, { accountId }, { isOwed: true });
  }

  /** The account could not be read; its findings stay, and an alarm is open until it is read again. */
  async noteUnread(tx: EntityManager, accountId: string, why: Message, now: Date): Promise<void> {
    const account = await this.lock(tx, accountId);
    if (!account) return;
    const since = account.unreadSince ?? now;
    await tx.update(DriftAccount, { accountId }, { unreadSince: since, unreadWhy: why });
    const facts = { since: since.toISOString(), reason: why };
    await this.alarms.keep(tx, { kind: 'account-unread', subject: accountId, accountId, facts }, now);
  }

  async noteRead(
    tx: EntityManager,
    accountId: string,
    { releaseId, admins }: { releaseId: string; admins: Admin[] | null | undefined },
    now: Date,
  ): Promise<void> {
    const facts = { releaseId, readAt: now, unreadSince: null, unreadWhy: null };
    await tx.update(DriftAccount, { accountId }, admins === undefined ? facts : { ...facts, admins });
    await this.alarms.clear(tx, 'account-unread', accountId, now);
  }

  /** The account is at no release now: what was found there before counts no more, nor does that it could not be read. */
  async leaveRelease(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    if (!(await this.lock(tx, accountId))) return;
    const open = await this.listOpen(accountId, tx);
    await this.end(
      tx,
      open.map(({ id }) => ({ id, ending: 'release' as const })),
      now,
    );
    await tx.update(DriftAccount, { accountId }, { unreadSince: null, unreadWhy: null });
    await this.alarm(tx, accountId, now);
    await this.alarms.clear(tx, 'account-unread', accountId, now);
  }

  async listOpen(accountId: string, tx: EntityManager = this.source.manager): Promise<DriftFinding[]> {
    const order = { kind: 'ASC', key: 'ASC' } as const;
    return tx.find(DriftFinding, { where: { accountId, goneAt: IsNull() }, order });
  }

  /** How the last finding about each object of the account ended. */
  async listPast(accountId: string, tx: EntityManager): Promise<Past[]> {
    const rows: Record<string, unknown>[] = await tx.query(
      `SELECT DISTINCT ON (kind, key) kind, key, ending, returns, absent_at AS "absentAt", seen_at AS "seenAt"
         FROM sync.drift_finding WHERE account_id = $1 AND gone_at IS NOT NULL
        ORDER BY kind, key, gone_at DESC`,
      [accountId],
    );
    return rows as unknown as Past[];
  }

  /** Records what a reading made of the account's findings. */
  async record(
    tx: EntityManager,
    { accountId, releaseId }: { accountId: string; releaseId: string },
    { opened, kept, ended }: Followed,
    now: Date,
  ): Promise<void> {
    await this.end(tx, ended, now);
    for (const { id, drift } of kept)
      await tx.query(
        'UPDATE sync.drift_finding SET drift = $2, release_id = $3, last_seen_at = $4 WHERE id = $1',
        [id, JSON.stringify(drift), releaseId, now],
      );
    const rows = opened.map(({ drift, absentAt, seenAt, returns }) =>
      Object.assign(new DriftFinding(), {
        ...{ id: randomUUID(), accountId, releaseId, kind: drift.kind, key: drift.key, drift },
        ...{ absentAt, seenAt, lastSeenAt: now, goneAt: null, ending: null, returns, proposal: null },
      }),
    );
    await tx.save(rows);
  }

  async end(
    tx: EntityManager,
    ended: readonly { readonly id: string; readonly ending: Ending }[],
    now: Date,
  ): Promise<void> {
    for (const { id, ending } of ended) await tx.update(DriftFinding, { id }, { goneAt: now, ending });
  }

  /** Sets the account's alarm to the number of its open findings; without any it is cleared. */
  async alarm(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    const count = await tx.countBy(DriftFinding, { accountId, goneAt: IsNull() });
    if (count === 0) return this.alarms.clear(tx, 'account-drifted', accountId, now);
    const alarm = { kind: 'account-drifted', subject: accountId, accountId, facts: { count } } as const;
    await this.alarms.keep(tx, alarm, now);
  }

  /** Living findings of an account by their ids; all of them for null. Throws a 404 `Problem` for one that is not. */
  async choose(accountId: string, ids: readonly string[] | null): Promise<DriftFinding[]> {
    const open = await this.listOpen(accountId);
    if (ids === null) return open;
    const chosen = open.filter(({ id }) => ids.includes(id));
    const missing = ids.find((id) => !chosen.some((finding) => finding.id === id));
    if (missing !== undefined) throw new Problem(404, message('drift.no-finding', { id: missing }));
    return chosen;
  }

  async propose(tx: EntityManager, ids: readonly string[], proposal: Proposal): Promise<void> {
    await tx.update(DriftFinding, { id: In([...ids]) }, { proposal });
  }

  /** Newest first. `before` are moment and id of the last row shown. */
  async listPage(
    limit: number,
    before: readonly string[] | null,
    { accountId, kind, state, isProposed, accountIds }: FindingFilter,
  ): Promise<DriftFinding[]> {
    const query = this.source.manager
      .createQueryBuilder(DriftFinding, 'finding')
      .orderBy('finding.seenAt', 'DESC')
      .addOrderBy('finding.id', 'DESC')
      .take(limit);
    if (accountId) query.andWhere('finding.accountId = :accountId', { accountId });
    if (accountIds) query.andWhere('finding.accountId = ANY(:accountIds::uuid[])', { accountIds });
    if (kind) query.andWhere('finding.kind = :kind', { kind });
    if (state === 'gone') query.andWhere('finding.goneAt IS NOT NULL');
    else if (state !== 'all') query.andWhere('finding.goneAt IS NULL');
    if (isProposed) query.andWhere('finding.proposal IS NOT NULL');
    if (before) {
      const [at, id] = before;
      query.andWhere('(finding.seenAt, finding.id) < (:at::timestamptz, :id::uuid)', { at, id });
    }
    return query.getMany();
  }

  async countOpen(accountId: string): Promise<number> {
    return this.source.manager.countBy(DriftFinding, { accountId, goneAt: IsNull() });
  }
}
