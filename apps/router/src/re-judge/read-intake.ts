import { AmoClients, findLead, listLeads, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';

/** 10,000 leads: where the account's tariff ignores filters, the list is of all its leads, the newest first. */
const mostPages = 40;

/** Reads the leads that routing may be about. */
@Injectable()
export class ReadIntake {
  constructor(
    private readonly clients: AmoClients,
    private readonly accounts: AccountFacts,
  ) {}

  /**
   * The open leads of the intake pipeline that are not handed over, and these others wherever they are now; of the
   * others those that are gone are missing. Calls of the lowest priority.
   */
  async run(
    rules: RoutingRulesBody,
    others: readonly number[],
    signal: AbortSignal,
  ): Promise<Map<number, AmoLead>> {
    const client = this.clients.forAccount(rules.hqAccountId, 'bulk', signal);
    const found = new Map<number, AmoLead>();
    for await (const page of this.listOpen(rules, signal)) for (const lead of page) found.set(lead.id, lead);
    for (const id of others) {
      if (found.has(id)) continue;
      const lead = await findLead(client, id);
      if (lead) found.set(id, lead);
    }
    return found;
  }

  private async *listOpen(rules: RoutingRulesBody, signal: AbortSignal): AsyncGenerator<AmoLead[], void> {
    const { hqAccountId, intakePipelineId, handedOverStatusId } = rules;
    const stages = await this.accounts.listOpenStages(hqAccountId, intakePipelineId, signal);
    const wanted = new Set(stages?.filter((id) => id !== handedOverStatusId));
    // A list without a filter is of every lead of the account.
    if (wanted.size === 0) return;
    const statuses = [...wanted].map((id) => ({ pipeline_id: intakePipelineId, status_id: id }));
    const client = this.clients.forAccount(hqAccountId, 'bulk', signal);
    let pages = 0;
    const query = { filter: { statuses }, order: { id: 'desc' } };
    for await (const page of listLeads(client, query)) {
      yield page.filter((lead) => lead.pipeline_id === intakePipelineId && wanted.has(lead.status_id));
      if (++pages === mostPages) return;
    }
  }
}
