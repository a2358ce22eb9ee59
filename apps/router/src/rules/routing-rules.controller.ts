import { AccountRepository } from '@hub/accounts';
import { Reply } from '@hub/bus';
import { RoutingRulesBody, type RoutingRulesView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RoutingRules } from './routing-rules.entity.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';

/** Answers for the routing rules. */
@Controller()
export class RoutingRulesController {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly accounts: AccountRepository,
  ) {}

  @Reply('router.rules.show')
  async show(): Promise<RoutingRulesView> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(404, 'No routing rules were saved yet');
    return viewRules(current);
  }

  /** Saves a new version; leads already on their way keep the version they began with. */
  @Reply('router.rules.save')
  async save(body: RoutingRulesBody): Promise<RoutingRulesView> {
    const account = await this.accounts.find(body.hqAccountId);
    if (!account?.roles.includes('hq')) {
      const detail = 'must be an account with the role hq';
      throw new Problem(400, 'The rules have wrong fields', [{ path: 'hqAccountId', detail }]);
    }
    return viewRules(await inTransaction(this.source, (tx) => this.rules.add(tx, body, new Date())));
  }
}

function viewRules({ version, rules, savedAt }: RoutingRules): RoutingRulesView {
  return { ...rules, version, savedAt: savedAt.toISOString() };
}
