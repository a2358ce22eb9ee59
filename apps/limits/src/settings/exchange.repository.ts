import type { ExchangeSettings, UserLimits } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { Exchange } from './exchange.entity.js';
import { UserLimitsRow } from './user-limits.entity.js';

/** How far a reading of an account's leads got. */
export type Reading = Pick<Exchange, 'leadsReadAt' | 'newestChangeAt' | 'archivedPipelineIds'>;

/** Questions about exchange settings and the limits of users. */
@Injectable()
export class ExchangeRepository {
  constructor(private readonly source: DataSource) {}

  async find(accountId: string): Promise<Exchange | null> {
    return this.source.manager.findOneBy(Exchange, { accountId });
  }

  /** The exchange of an account, or a 404 `Problem`. */
  async get(accountId: string): Promise<Exchange> {
    const exchange = await this.find(accountId);
    if (!exchange) throw new Problem(404, message('problems.no-exchange'));
    return exchange;
  }

  /** Accounts with an exchange. */
  async listAccountIds(): Promise<string[]> {
    const rows = await this.source.manager.find(Exchange, { select: { accountId: true } });
    return rows.map(({ accountId }) => accountId);
  }

  /** Saves the settings and leaves the reading of the leads as it is; true while no reading has ended. */
  async save(tx: EntityManager, body: ExchangeSettings, now: Date): Promise<boolean> {
    const { accountId, ...settings } = body;
    const known = await tx.update(Exchange, { accountId }, { settings, savedAt: now });
    if (known.affected) return tx.existsBy(Exchange, { accountId, leadsReadAt: IsNull() });
    await tx.insert(Exchange, {
      accountId,
      settings,
      savedAt: now,
      archivedPipelineIds: [],
      leadsReadAt: null,
      newestChangeAt: null,
    });
    return true;
  }

  /** Records a finished reading of the account's leads. */
  async recordReading(tx: EntityManager, accountId: string, reading: Reading): Promise<void> {
    await tx.update(Exchange, { accountId }, reading);
  }

  async findLimits(tx: EntityManager, accountId: string, userId: number): Promise<UserLimitsRow | null> {
    return tx.findOneBy(UserLimitsRow, { accountId, userId });
  }

  async listLimits(accountId: string): Promise<UserLimitsRow[]> {
    return this.source.manager.find(UserLimitsRow, { where: { accountId }, order: { userId: 'ASC' } });
  }

  /** Replaces the limits of all users of an account. */
  async replaceLimits(tx: EntityManager, accountId: string, users: readonly UserLimits[]): Promise<void> {
    await tx.delete(UserLimitsRow, { accountId });
    const rows = users.map(({ userId, enabled, activeDeals }) => ({
      accountId,
      userId,
      enabled,
      activeDeals: activeDeals ?? null,
    }));
    await tx.insert(UserLimitsRow, rows);
  }
}
