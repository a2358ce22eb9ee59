import { AccountRepository } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import type { ExchangeLimitsView, UserLimits } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { assertNoFaults, faultsOfLimits, faultsOfStarts } from './check-settings.js';
import { ExchangeRepository, type UserLimitsOf } from './exchange.repository.js';
import { pathOfUser, referencesOfLimits } from './references-of-exchange.js';

/** The limits of all users of an account over those of a version (null: whatever they are). */
export interface NewLimits {
  accountId: string;
  /** The rows of a request, before they are checked. */
  users: readonly UserLimits[];
  /** What stays as it was stored: it is not checked again. */
  kept?: readonly UserLimits[];
  ifVersion: number | null;
}

/** Checks and saves the limits of users. */
@Injectable()
export class SaveLimits {
  constructor(
    private readonly source: DataSource,
    private readonly exchanges: ExchangeRepository,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
  ) {}

  /** Replaces all rows. Throws a 400 `Problem` with the fields that `pathOf` names, and 412 for a stale version. */
  async save(
    { accountId, users, kept = [], ifVersion }: NewLimits,
    pathOf = pathOfUser,
  ): Promise<ExchangeLimitsView> {
    const { settings } = await this.exchanges.get(accountId);
    const rows = users.map(rowOf);
    const account = await this.accounts.get(accountId);
    const faults = [...faultsOfLimits(settings, rows, pathOf), ...faultsOfStarts(rows, Date.now(), pathOf)];
    await assertReferences(this.clients, account, referencesOfLimits(rows, pathOf), faults);
    const all = [...rows, ...kept.map(rowOf)];
    await inTransaction(this.source, async (tx) => {
      await this.exchanges.replaceLimits(tx, accountId, ifVersion, all);
      // Settings may have been saved since the check; now they cannot be.
      const exchange = await this.exchanges.get(accountId, tx);
      assertNoFaults(faultsOfLimits(exchange.settings, rows, pathOf));
    });
    return this.show(accountId);
  }

  /** The limits as they are stored. Throws a 404 `Problem` for an account that the hub does not know. */
  async show(accountId: string): Promise<ExchangeLimitsView> {
    if (!(await this.accounts.find(accountId))) throw new Problem(404, message('problems.no-such-account'));
    const exchange = await this.exchanges.find(accountId);
    const rows = await this.exchanges.listLimits(accountId);
    return { accountId, version: exchange?.limitsVersion ?? 0, users: rows.map(viewUser) };
  }
}

/** The row of a request, as it is stored. */
export function rowOf({ userId, enabled, limits, startedAt }: UserLimits): UserLimitsOf {
  return { userId, enabled, limits: { ...limits }, startedAt: startedAt ? new Date(startedAt) : null };
}

function viewUser({ userId, enabled, limits, startedAt }: UserLimitsOf): UserLimits {
  return { userId, enabled, limits, startedAt: startedAt?.toISOString() ?? null };
}
