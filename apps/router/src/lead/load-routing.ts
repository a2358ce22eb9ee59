import type { AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { TakePlace } from '../quota/take-place.js';
import type { LeadFacts } from '../rule/facts.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { LoadSetting, type Setting } from './load-setting.js';
import { ReadLeadFacts, type FactsFrom } from './read-lead-facts.js';
import { RoutingStamp } from './routing-stamp.js';

/** Reads what routing decides by. */
@Injectable()
export class LoadRouting {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly facts: ReadLeadFacts,
    /** By it is known whether rules and branches are still those that were read. */
    readonly stamp: RoutingStamp,
    readonly setting: LoadSetting,
    readonly places: TakePlace,
  ) {}

  /** The rules in force, when they are about this account; changes of all other accounts arrive here too. */
  async findRules(accountId: string): Promise<RoutingRules | null> {
    const current = await this.rules.findCurrent();
    return current?.rules.hqAccountId === accountId ? current : null;
  }

  /** As `ReadLeadFacts.run`. */
  async readFacts(lead: AmoLead, rules: RoutingRulesBody, from: FactsFrom): Promise<LeadFacts> {
    return this.facts.run(lead, rules, from);
  }

  /** As `KnownClients.ofPhone`. */
  async findClient(
    rules: RoutingRulesBody,
    phone: string,
  ): Promise<Pick<LeadFacts, 'known' | 'unreadBranches'>> {
    return this.facts.clients.ofPhone(rules, phone);
  }

  /** Rules and branches as they are now. */
  async readSetting(rules: RoutingRulesBody): Promise<Setting> {
    return this.setting.run(rules, new Date());
  }
}

/** When amoCRM says that the lead was changed last. */
export function touchedAt(lead: AmoLead): Date {
  return new Date(lead.updated_at * 1000);
}
