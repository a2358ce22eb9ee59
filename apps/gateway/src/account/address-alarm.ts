import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AccountRepository, AlarmRepository } from '@hub/accounts';
import { LOGGER, type Logger } from '@hub/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { HubAddress } from './hub-address.js';

/**
 * An address that amoCRM cannot reach costs every webhook, and the hub seems to work: the poll brings all a minute late.
 * It is noticed when the hub starts with connected accounts, and when one is connected.
 */
@Injectable()
export class AddressAlarm implements OnApplicationBootstrap {
  constructor(
    private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AlarmRepository) private readonly alarms: AlarmRepository,
    private readonly address: HubAddress,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const isUsed = (await this.accounts.listCallable()).length > 0;
    const { manager } = this.source;
    if (isUsed || !this.address.isOutOfReach) await reviewAddress(manager, this.alarms, this.address);
    if (this.address.isOutOfReach)
      this.logger.warn({ address: this.address.hooks }, 'amoCRM cannot reach this address: set PUBLIC_URL');
  }
}

/** Raises the alarm where webhooks cannot come, and clears it where they can. */
export async function reviewAddress(
  tx: EntityManager,
  alarms: AlarmRepository,
  address: HubAddress,
): Promise<void> {
  const now = new Date();
  if (!address.isOutOfReach) return alarms.clear(tx, 'public-url-local', 'hub', now);
  const facts = { address: address.hooks };
  await alarms.keep(tx, { kind: 'public-url-local', subject: 'hub', facts }, now);
}
