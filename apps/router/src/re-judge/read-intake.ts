import { AmoClients, findLead, listLeads, type AmoClient, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';

/** 10,000 leads: where the account's tariff ignores filters, the list is of all its leads, the newest first. */
const mostPages = 40;
const idsPerCall = 100;

/** The leads that routing may be about, as they are now. */
export interface Intake {
  leads: Map<number, AmoLead>;
  /** False: the account has more leads than are read, so that an old one that nobody has judged may be missing. */
  isWhole: boolean;
}

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
  async run(rules: RoutingRulesBody, others: readonly number[], signal: AbortSignal): Promise<Intake> {
    const client = this.clients.forAccount(rules.hqAccountId, 'bulk', signal);
    const { leads, isWhole } = await this.readOpen(client, rules, signal);
    await readOthers(client, others, leads);
    return { leads, isWhole };
  }

  private async readOpen(client: AmoClient, rules: RoutingRulesBody, signal: AbortSignal): Promise<Intake> {
    const { hqAccountId, intakePipelineId, handedOverStatusId } = rules;
    const stages = await this.accounts.listOpenStages(hqAccountId, intakePipelineId, signal);
    const wanted = new Set(stages?.filter((id) => id !== handedOverStatusId));
    const leads = new Map<number, AmoLead>();
    // A list without a filter is of every lead of the account.
    if (wanted.size === 0) return { leads, isWhole: true };
    const statuses = [...wanted].map((id) => ({ pipeline_id: intakePipelineId, status_id: id }));
    let pages = 0;
    for await (const page of listLeads(client, { filter: { statuses }, order: { id: 'desc' } })) {
      if (++pages > mostPages) return { leads, isWhole: false };
      for (const lead of page)
        if (lead.pipeline_id === intakePipelineId && wanted.has(lead.status_id)) leads.set(lead.id, lead);
    }
    return { leads, isWhole: true };
  }
}

/** Adds these leads: many a call while the account follows the filter, else, and those that lists lack, one a call. */
async function readOthers(
  client: AmoClient,
  ids: readonly number[],
  leads: Map<number, AmoLead>,
): Promise<void> {
  const missing = ids.filter((id) => !leads.has(id));
  for (let at = 0; at < missing.length; at += idsPerCall) {
    const wanted = new Set(missing.slice(at, at + idsPerCall));
    const page = wanted.size > 1 ? await firstPage(client, [...wanted]) : [];
    const found = page.filter(({ id }) => wanted.has(id));
    for (const lead of found) leads.set(lead.id, lead);
    if (found.length < page.length) break;
  }
  for (const id of missing) {
    if (leads.has(id)) continue;
    const lead = await findLead(client, id);
    if (lead) leads.set(id, lead);
  }
}

async function firstPage(client: AmoClient, ids: number[]): Promise<AmoLead[]> {
  for await (const page of listLeads(client, { filter: { id: ids } })) return page;
  return [];
}
