import { AccountRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { READ_LEADS } from './stock.consumer.js';

/**
 * A full reading of each exchange once a night, by its account's clocks: it repairs what neither webhooks, nor the poll,
 * nor a press has brought, deletions included.
 */
@Injectable()
export class NightlyReading implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly exchanges: ExchangeRepository,
    private readonly accounts: AccountRepository,
  ) {}

  onModuleInit(): void {
    this.bus.schedule({
      consumer: READ_LEADS,
      when: { at: '01:00', timeZone: 'Europe/Moscow' },
      subjects: async () => {
        const ids = new Set(await this.exchanges.listAccountIds());
        const accounts = (await this.accounts.listCallable()).filter(({ id }) => ids.has(id));
        return accounts.map(({ id, timeZone }) => ({ key: id, timeZone, payload: { accountId: id } }));
      },
    });
  }
}
