import { Reply } from '@hub/bus';
import { UsesRequest, type ObjectUses } from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { RoutingRulesRepository } from './routing-rules.repository.js';
import { usesOfRules } from './uses-of-rules.js';

/** Says what routing needs in an account, so that no plan takes it away. */
@Controller()
export class UsesResponder {
  constructor(private readonly rules: RoutingRulesRepository) {}

  @Reply('router.uses')
  async uses({ accountId }: UsesRequest): Promise<ObjectUses> {
    const current = await this.rules.findCurrent();
    return { items: current ? usesOfRules(current.rules, accountId) : [] };
  }
}
