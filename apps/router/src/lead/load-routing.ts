import { BranchRepository, type Branch } from '@hub/accounts';
import { AmoClients, findLead, type AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { BranchFacts, LeadFacts } from './route-lead.js';

/** Reads what routing decides by. */
@Injectable()
export class LoadRouting {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly branches: BranchRepository,
    private readonly clients: AmoClients,
  ) {}

  /** The rules in force, when they are about this account; every other account's changes are heard here too. */
  async findRules(accountId: string): Promise<RoutingRules | null> {
    const current = await this.rules.findCurrent();
    return current?.rules.hqAccountId === accountId ? current : null;
  }

  /** The lead as it is now, or null when it was deleted. Throws `GateFull` while HQ does not answer. */
  async readLead(rules: RoutingRulesBody, leadId: number, signal: AbortSignal): Promise<LeadFacts | null> {
    const { hqAccountId: accountId } = rules;
    const client = this.clients.forAccount(accountId, 'routing', signal);
    const entrant = { accountId, line: 'router.lead', job: `judge ${leadId}`, places: Infinity };
    const lead = await this.clients.gate.pass(entrant, () => findLead(client, leadId));
    return lead && factsOf(lead, rules);
  }

  async readBranches(): Promise<BranchFacts[]> {
    return (await this.branches.list()).map(branchFacts);
  }
}

function factsOf(lead: AmoLead, rules: RoutingRulesBody): LeadFacts {
  return {
    accountId: rules.hqAccountId,
    pipelineId: lead.pipeline_id,
    statusId: lead.status_id,
    region: textOf(lead, rules.regionFieldId),
    branchName: textOf(lead, rules.branchFieldId ?? null),
  };
}

function textOf(lead: AmoLead, fieldId: number | null): string | null {
  const value = lead.custom_fields_values.find((field) => field.field_id === fieldId)?.values[0]?.value;
  return typeof value === 'string' ? value : null;
}

/** A branch that uses the button gets its leads as stock: its exchange user owns them. */
function branchFacts(branch: Branch): BranchFacts {
  const { id, name, state, regions, accountId, pipelineId, statusId } = branch;
  const ownerId = branch.exchangeUserId ?? branch.responsibleUserId;
  const isTargetKnown = accountId !== null && pipelineId !== null && statusId !== null;
  return {
    id,
    name,
    state,
    regions,
    target: isTargetKnown ? { accountId, pipelineId, statusId, ownerId } : null,
  };
}
