import { AmoClients, findContact, findLead, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody, SimulatedRouting, SimulateRouting } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { regionOfPhone } from '@hub/regions';
import { Injectable } from '@nestjs/common';
import { LoadRouting } from '../lead/load-routing.js';
import { routeLead } from '../lead/route-lead.js';
import { viewPath } from '../lead/view-decision.js';
import { ReadPlaces } from '../region/read-places.js';
import type { LeadFacts } from '../rule/facts.js';
import { phoneKeys } from '@hub/amocrm/pure';
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
    private readonly routing: LoadRouting,
    private readonly places: ReadPlaces,
    private readonly clients: AmoClients,
  ) {}

  /** Throws 404 `Problem`s where there are no rules, or no such lead. */
  async run({ leadId, at, ...written }: SimulateRouting): Promise<SimulatedRouting> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(404, message('problems.no-rules'));
    const { rules, version: rulesVersion } = current;
    const facts = leadId == null ? await this.factsOf(rules, written) : await this.readFacts(rules, leadId);
    const setting = await this.routing.setting.run(rules, at == null ? new Date() : new Date(at));
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
    return this.routing.readFacts(lead, rules, { findContact: (id) => findContact(client, id), signal });
  }

  /** A new lead of the intake pipeline with this in it. */
  private async factsOf(
    rules: RoutingRulesBody,
    { region, city, phone, branch }: Omit<SimulateRouting, 'leadId' | 'at'>,
  ): Promise<LeadFacts> {
    const regions = new Set(phone == null ? [] : phoneKeys(phone).map(regionOfPhone));
    regions.delete(null);
    const [only = null] = regions;
    const phoneRegion = rules.usesPhoneCode === true && regions.size === 1 ? only : null;
    return {
      ...{ accountId: rules.hqAccountId, pipelineId: rules.intakePipelineId },
      // A stage that no other has: open, and not the one for leads that were handed over.
      ...{ statusId: 0, isUnsorted: false, branchName: branch ?? null },
      ...(phone == null ? {} : await this.routing.findClient(rules, phone)),
      place: await this.places.ofTexts({ region: region ?? null, city: city ?? null, phoneRegion }),
    };
  }
}
