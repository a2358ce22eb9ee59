import { AccountRepository } from '@hub/accounts';
import { AmoClients, assertReferences } from '@hub/amocrm';
import { Reply } from '@hub/bus';
import { AccountQuery, SaveExchangeSettings, type ExchangeSettingsView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { accountRemoved } from '../claim/account-removed.js';
import { assertNoFaults, faultsOfSettings } from './check-settings.js';
import { ExchangeRepository } from './exchange.repository.js';
import { MendedBySettings } from './mended-by-settings.js';
import { referencesOfExchange } from './references-of-exchange.js';
import { settingsOf } from './settings-of.js';

/** Answers for the settings of the exchange. */
@Controller()
export class SettingsController {
  constructor(
    private readonly source: DataSource,
    private readonly exchanges: ExchangeRepository,
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly mended: MendedBySettings,
  ) {}

  @Reply('limits.settings.show')
  async showSettings(query: AccountQuery): Promise<ExchangeSettingsView> {
    return this.view(query.accountId);
  }

  @Reply('limits.settings.save')
  async saveSettings(request: SaveExchangeSettings): Promise<ExchangeSettingsView> {
    const { ifVersion = null, accountId, ...body } = request;
    const settings = settingsOf(body);
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const faults = faultsOfSettings(settings, await this.exchanges.listLimits(accountId));
    await assertReferences(this.clients, account, referencesOfExchange(settings), faults);
    const now = new Date();
    await inTransaction(this.source, async (tx) => {
      // What is saved after an account was off-boarded would not be erased any more.
      const state = (await this.accounts.lockForRead(tx, accountId))?.state;
      if (state === 'removed') throw accountRemoved();
      await this.exchanges.save(tx, { accountId, settings }, ifVersion, now);
      // Limits may have been saved since the check; now they cannot be.
      assertNoFaults(faultsOfSettings(settings, await this.exchanges.listLimits(accountId, tx)));
      await this.mended.end(tx, accountId, settings, now);
    });
    return this.view(accountId);
  }

  private async view(accountId: string): Promise<ExchangeSettingsView> {
    const { settings, version } = await this.exchanges.get(accountId);
    const readAt = await this.exchanges.leadsReadAt(accountId);
    return { accountId, ...settings, leadsReadAt: readAt?.toISOString() ?? null, version };
  }
}
