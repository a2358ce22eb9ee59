import { AlarmRepository } from '@hub/accounts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RefusedSettings } from '../claim/refused-settings.js';
import { StockRepository } from '../stock/stock.repository.js';
import type { Settings } from './settings-of.js';

/** What saved settings may have mended. */
@Injectable()
export class MendedBySettings {
  constructor(
    private readonly stock: StockRepository,
    private readonly alarms: AlarmRepository,
    private readonly refused: RefusedSettings,
  ) {}

  /** Offers refused leads again, and ends the alarms about refused settings and, where no group asks for their owner's change, about linked cards. */
  async end(tx: EntityManager, accountId: string, { groups }: Settings, now: Date): Promise<void> {
    await this.stock.offerRefused(tx, accountId);
    await this.refused.endAll(tx, accountId);
    await this.alarms.clear(tx, 'exchange-setting-broken', accountId, now);
    if (!groups.some(({ changeOwnerOfLinked }) => changeOwnerOfLinked))
      await this.alarms.clear(tx, 'linked-owner-refused', accountId, now);
  }
}
