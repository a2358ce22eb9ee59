import { Reply } from '@hub/bus';
import { UsesRequest, type ObjectUses } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { ExchangeRepository } from './exchange.repository.js';
import { usesOfExchange } from './uses-of-exchange.js';

/** Says what the lead exchange needs in an account, so that no plan takes it away. */
@Controller()
export class UsesResponder {
  constructor(private readonly exchanges: ExchangeRepository) {}

  @Reply('limits.uses')
  async uses({ accountId }: UsesRequest): Promise<ObjectUses> {
    const exchange = await this.exchanges.find(accountId);
    const limits = await this.exchanges.listLimits(accountId);
    const users = limits.map(({ userId }) => userId);
    return { items: exchange ? usesOfExchange(exchange.settings, users) : [] };
  }
}
