import { Reply } from '@hub/bus';
import { UsesRequest, type ObjectUses } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { ExchangeRepository } from './exchange.repository.js';
import { referencesOfExchange, referencesOfLimits } from './references-of-exchange.js';
import { usesOfExchange } from './uses-of-exchange.js';

/** Says what the lead exchange needs in an account, so that no plan takes it away. */
@Controller()
export class UsesResponder {
  constructor(private readonly exchanges: ExchangeRepository) {}

  @Reply('limits.uses')
  async uses({ accountId }: UsesRequest): Promise<ObjectUses> {
    const exchange = await this.exchanges.find(accountId);
    if (!exchange) return { items: [] };
    const users = await this.exchanges.listLimits(accountId);
    const references = [...referencesOfExchange(exchange.settings), ...referencesOfLimits(users)];
    return { items: usesOfExchange(references) };
  }
}
