import { askPrepared } from '@hub/database';
import { confirmedAt, Journal } from '@hub/journal';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Exchange } from './exchange.entity.js';
import type { Settings } from './settings-of.js';
import { UserLimitsRow } from './user-limits.entity.js';

/** A user's row without its account. */
export type UserLimitsOf = Pick<UserLimitsRow, 'userId' | 'enabled' | 'limits' | 'startedAt'>;

/** A user's row as JSON has it. */
type StoredLimits = Omit<UserLimitsOf, 'startedAt'> & { startedAt: string | null };

const judgedBy = {
  name: 'limits_judged_by',
  text: `SELECT exchange.settings, coalesce((
        SELECT jsonb_agg(jsonb_build_object('userId', own.user_id, 'enabled', own.enabled, 'limits', own.limits, 'startedAt', own.started_at))
          FROM limits.user_limits AS own WHERE own.account_id = $1 AND own.user_id = ANY ($2::bigint[])), '[]') AS limits
      FROM limits.exchange WHERE exchange.account_id = $1`,
};

/** Questions about exchange settings and the limits of users. */
@Injectable()
export class ExchangeRepository {
  constructor(
    private readonly source: DataSource,
    private readonly journal: Journal,
  ) {}

  async find(accountId: string, tx: EntityManager = this.source.manager): Promise<Exchange | null> {
    return tx.findOneBy(Exchange, { accountId });
  }

  /** The exchange of an account, or a 404 `Problem`. */
  async get(accountId: string, tx?: EntityManager): Promise<Exchange> {
    const exchange = await this.find(accountId, tx);
    if (!exchange) throw new Problem(404, message('problems.no-exchange'));
    return exchange;
  }

  /** When the leads of an account were confirmed last, in the journal that the stock and the limits ask; null: not yet. */
  async leadsReadAt(accountId: string): Promise<Date | null> {
    const progress = await this.journal.findAccount(accountId);
    return progress && confirmedAt(progress);
  }

  /** Accounts with an exchange. */
  async listAccountIds(): Promise<string[]> {
    const rows = await this.source.manager.find(Exchange, { select: { accountId: true } });
    return rows.map(({ accountId }) => accountId);
  }

  /**
   * Saves the settings over those of `ifVersion` (null: whatever they are). Throws 412 when they have another version by
   * now. Until the transaction ends, neither settings nor limits of the account can be saved by anybody else.
   */
  async save(
    tx: EntityManager,
    { accountId, settings }: { accountId: string; settings: Settings },
    ifVersion: number | null,
    now: Date,
  ): Promise<void> {
    const found = await tx.findOne(Exchange, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
    assertVersion(ifVersion, found?.version ?? 0);
    if (found)
      await tx.update(Exchange, { accountId }, { settings, savedAt: now, version: found.version + 1 });
    else await tx.insert(Exchange, { accountId, settings, savedAt: now, version: 1, limitsVersion: 0 });
  }

  /** The settings by which these users are judged, and their rows as far as they have one; or a 404 `Problem`. */
  async getFor(
    tx: EntityManager,
    accountId: string,
    userIds: readonly number[],
  ): Promise<{ settings: Settings; limits: UserLimitsOf[] }> {
    const [found] = await askPrepared<{ settings: Settings; limits: StoredLimits[] }>(tx, judgedBy, [
      accountId,
      userIds,
    ]);
    if (!found) throw new Problem(404, message('problems.no-exchange'));
    const limits = found.limits.map(({ startedAt, ...row }) => ({
      ...row,
      startedAt: startedAt === null ? null : new Date(startedAt),
    }));
    return { settings: found.settings, limits };
  }

  async listLimits(accountId: string, tx: EntityManager = this.source.manager): Promise<UserLimitsRow[]> {
    return tx.find(UserLimitsRow, { where: { accountId }, order: { userId: 'ASC' } });
  }

  /** Replaces the limits of all users of an account over those of `ifVersion`, as `save` does. */
  async replaceLimits(
    tx: EntityManager,
    accountId: string,
    ifVersion: number | null,
    users: readonly UserLimitsOf[],
  ): Promise<void> {
    const found = await tx.findOne(Exchange, { where: { accountId }, lock: { mode: 'pessimistic_write' } });
    const version = found?.limitsVersion ?? 0;
    assertVersion(ifVersion, version);
    await tx.update(Exchange, { accountId }, { limitsVersion: version + 1 });
    await tx.delete(UserLimitsRow, { accountId });
    await tx.insert(
      UserLimitsRow,
      users.map((user) => ({ accountId, ...user })),
    );
  }
}

function assertVersion(wanted: number | null, current: number): void {
  if (wanted !== null && wanted !== current)
    throw new Problem(412, message('edge.stale', { version: current }));
}
