import { BranchRepository, type Branch } from '@hub/accounts';
import type { AmoLead } from '@hub/amocrm';
import type { RoutingRulesBody } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import { AccountFacts } from '../account-facts.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { ReadPlaces, textOf, type ReadContact } from '../region/read-places.js';
import type { BranchFacts, LeadFacts } from './route-lead.js';
import { RoutingStamp } from './routing-stamp.js';

/** Reads what routing decides by. */
@Injectable()
export class LoadRouting {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly branches: BranchRepository,
    private readonly accounts: AccountFacts,
    /** By it is known whether rules and branches are still those that were read. */
    readonly stamp: RoutingStamp,
    private readonly places: ReadPlaces,
  ) {}

  /** The rules in force, when they are about this account; every other account's changes are heard here too. */
  async findRules(accountId: string): Promise<RoutingRules | null> {
    const current = await this.rules.findCurrent();
    return current?.rules.hqAccountId === accountId ? current : null;
  }

  /** What routing looks at in a lead. Asks HQ for the stages of the intake pipeline when it does not know this one. */
  async readFacts(
    lead: AmoLead,
    rules: RoutingRulesBody,
    { readContact, signal }: { readContact: ReadContact; signal: AbortSignal },
  ): Promise<LeadFacts> {
    const { pipeline_id: pipelineId, status_id: statusId } = lead;
    const accountId = rules.hqAccountId;
    const isIntake = pipelineId === rules.intakePipelineId;
    const isUnsorted =
      isIntake && (await this.accounts.isUnsorted({ accountId, pipelineId, statusId }, signal)) === true;
    return {
      ...{ accountId, pipelineId, statusId, isUnsorted },
      place: isIntake ? await this.places.ofLead(lead, rules, readContact) : { kind: 'empty' },
      branchName: textOf(lead, rules.branchFieldId ?? null),
    };
  }

  async readBranches(): Promise<BranchFacts[]> {
    return this.places.areas((await this.branches.list()).map(branchFacts));
  }
}

/** When amoCRM says that the lead was changed last. */
export function touchedAt(lead: AmoLead): Date {
  return new Date(lead.updated_at * 1000);
}

/** A branch that uses the button gets its leads as stock: its exchange user owns them. */
export function branchFacts(branch: Branch): BranchFacts {
  const { id, name, state, regions, accountId, pipelineId, statusId } = branch;
  const ownerId = branch.exchangeUserId ?? branch.responsibleUserId;
  const standInId = branch.responsibleUserId;
  const isTargetKnown = accountId !== null && pipelineId !== null && statusId !== null;
  return {
    id,
    name,
    state,
    regions,
    target: isTargetKnown ? { accountId, pipelineId, statusId, ownerId, standInId } : null,
  };
}
