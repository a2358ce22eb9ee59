import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import { Bus, Reply, type ReplyAbout } from '@hub/bus';
import { AccountQuery, SaveExchangeSettings, type ExchangeSettingsView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { READ_LEADS } from '../stock/stock.consumer.js';
import { assertNoFaults, faultsOfSettings } from './check-settings.js';
import { ExchangeRepository } from './exchange.repository.js';
import { referencesOfExchange } from './references-of-exchange.js';
import { settingsOf } from './settings-of.js';

/** Answers for the settings of the exchange. */
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
    return this.view(query.accountId);
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
      // Limits may have been saved since the check; now they cannot be.
      assertNoFaults(faultsOfSettings(settings, await this.exchanges.listLimits(accountId, tx)));
      if (!isUnread) return;
      await this.bus.enqueue(
        tx,
        READ_LEADS,
        { accountId },
        { id: randomUUID(), key: accountId, correlationId },
      );
    });
    return this.view(accountId);
  }

  private async view(accountId: string): Promise<ExchangeSettingsView> {
    const { settings, leadsReadAt, version } = await this.exchanges.get(accountId);
    // A press needs the stock, which is read here, and the deals of managers, which are in the journal.
    const isCounted = await this.exchanges.hasJournal(accountId);
    const readAt = isCounted ? (leadsReadAt?.toISOString() ?? null) : null;
    return { accountId, ...settings, leadsReadAt: readAt, version };
  }
}
