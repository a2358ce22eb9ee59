import { AmoClients, findContact, findLead, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody, SimulatedRouting, SimulateRouting } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { LoadSetting } from '../lead/load-setting.js';
import { ReadLeadFacts } from '../lead/read-lead-facts.js';
import { routeLead } from '../lead/route-lead.js';
import { viewPath } from '../lead/view-decision.js';
import type { LeadFacts } from '../rule/facts.js';
import { ReadWrittenFacts } from './read-written-facts.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';

/** As long as a person waits for an answer. */
const timeoutMs = 25_000;

/**
 * Says what routing would decide about a lead. Nothing is recorded, the rotation does not advance and no lead is moved.
 */
@Injectable()
export class SimulateLead {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly setting: LoadSetting,
    private readonly facts: ReadLeadFacts,
    private readonly written: ReadWrittenFacts,
    private readonly clients: AmoClients,
  ) {}

  /** Throws 404 `Problem`s where there are no rules, or no such lead. */
  async run({ leadId, at, ...written }: SimulateRouting): Promise<SimulatedRouting> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(404, message('problems.no-rules'));
    const { rules, version: rulesVersion } = current;
    const facts =
      leadId == null ? await this.written.run(rules, written) : await this.readFacts(rules, leadId);
    const setting = await this.setting.run(rules, at == null ? new Date() : new Date(at));
    const decision = routeLead(facts, setting.rules, setting.branches);
    const branch = decision.kind === 'transfer' ? decision.branch : null;
    return {
      ...{
        kind: decision.kind,
        branchId: branch?.id ?? null,
        branchName: branch?.name ?? null,
        rulesVersion,
      },
      ...viewPath(decision.reasons, decision.notTaken ?? []),
    };
  }

  private async readFacts(rules: RoutingRulesBody, leadId: number): Promise<LeadFacts> {
    const signal = AbortSignal.timeout(timeoutMs);
    const client = this.clients.forAccount(rules.hqAccountId, 'routing', signal);
    const lead: AmoLead | null = await findLead(client, leadId);
    if (!lead) throw new Problem(404, message('problems.no-such-lead', { leadId: String(leadId) }));
    return this.facts.run(lead, rules, { findContact: (id) => findContact(client, id), signal });
  }
}
