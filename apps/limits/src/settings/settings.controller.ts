import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import { Bus, Reply, type ReplyAbout } from '@hub/bus';
import {
  AccountQuery,
  SaveExchangeLimits,
  SaveExchangeSettings,
  type ExchangeLimitsView,
  type ExchangeSettingsView,
  type UserLimits,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { READ_LEADS } from '../stock/stock.consumer.js';
import type { Exchange } from './exchange.entity.js';
import { faultsOfLimits, faultsOfSettings } from './check-settings.js';
import { ExchangeRepository, type UserLimitsOf } from './exchange.repository.js';
import { referencesOfExchange, referencesOfLimits } from './references-of-exchange.js';
import { settingsOf } from './settings-of.js';

/** Answers for the settings of the exchange and the limits of users. */
@Controller()
export class SettingsController {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly exchanges: ExchangeRepository,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
  ) {}

  @Reply('limits.settings.show')
  async showSettings(query: AccountQuery): Promise<ExchangeSettingsView> {
    return viewExchange(await this.exchanges.get(query.accountId));
  }

  /** Saves the settings; as long as no reading of the account's leads has ended, orders one. */
  @Reply('limits.settings.save')
  async saveSettings(request: SaveExchangeSettings, about: ReplyAbout): Promise<ExchangeSettingsView> {
    const { ifVersion = null, accountId, ...body } = request;
    const settings = settingsOf(body);
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const faults = faultsOfSettings(settings, await this.exchanges.listLimits(accountId));
    await assertReferences(this.clients, account, referencesOfExchange(settings), faults);
    const { correlationId } = about;
    await inTransaction(this.source, async (tx) => {
      const isUnread = await this.exchanges.save(tx, { accountId, settings }, ifVersion, new Date());
      if (!isUnread) return;
      await this.bus.enqueue(
        tx,
        READ_LEADS,
        { accountId },
        { id: randomUUID(), key: accountId, correlationId },
      );
    });
    return viewExchange(await this.exchanges.get(accountId));
  }

  @Reply('limits.limits.show')
  async showLimits(query: AccountQuery): Promise<ExchangeLimitsView> {
    return this.viewLimits(query.accountId);
  }

  /** Replaces the limits of all users of the account. */
  @Reply('limits.limits.save')
  async saveLimits(body: SaveExchangeLimits): Promise<ExchangeLimitsView> {
    const { accountId, ifVersion = null } = body;
    const { settings } = await this.exchanges.get(accountId);
    const users = body.users.map(rowOf);
    const account = await this.accounts.get(accountId);
    await assertReferences(this.clients, account, referencesOfLimits(users), faultsOfLimits(settings, users));
    await inTransaction(this.source, (tx) => this.exchanges.replaceLimits(tx, accountId, ifVersion, users));
    return this.viewLimits(accountId);
  }

  private async viewLimits(accountId: string): Promise<ExchangeLimitsView> {
    const exchange = await this.exchanges.find(accountId);
    const rows = await this.exchanges.listLimits(accountId);
    return {
      accountId,
      version: exchange?.limitsVersion ?? 0,
      users: rows.map(viewUser),
    };
  }
}

function rowOf({ userId, enabled, limits, startedAt }: UserLimits): UserLimitsOf {
  return { userId, enabled, limits: { ...limits }, startedAt: startedAt ? new Date(startedAt) : null };
}

function viewUser({ userId, enabled, limits, startedAt }: UserLimitsOf): UserLimits {
  return { userId, enabled, limits, startedAt: startedAt?.toISOString() ?? null };
}

function viewExchange(exchange: Exchange): ExchangeSettingsView {
  const { accountId, settings, leadsReadAt, version } = exchange;
  return { accountId, ...settings, leadsReadAt: leadsReadAt?.toISOString() ?? null, version };
}
