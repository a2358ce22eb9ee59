import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { LoadSetting } from '../lead/load-setting.js';
import { routeLead, type BranchFacts, type RouteRules, type Target } from '../lead/route-lead.js';
import { TakePlace } from '../quota/take-place.js';
import { isIntakeItself } from '../rule/inside-hq.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { LegRepository } from './leg.repository.js';
import { ReadLegFacts } from './read-leg-facts.js';

/** A branch that can have a lead now. */
export type NextBranch = Pick<BranchFacts, 'id' | 'name'> & { target: Target };

/** Says which branch gets a lead that has left another one. */
@Injectable()
export class ChooseBranch {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly setting: LoadSetting,
    private readonly places: TakePlace,
    private readonly facts: ReadLegFacts,
    private readonly legs: LegRepository,
  ) {}

  /**
   * The branch that gets the lead: the chosen one, or what routing says of those that have not had it. Null: no branch
   * can take it now; a person has to choose, or a branch has to open or get a free place in its quota.
   */
  async run(job: Job<unknown>, leg: TransferRow, branchId: string | null): Promise<NextBranch | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const setting = await this.setting.run(rules, new Date());
    if (branchId !== null)
      return usable(
        setting.branches.find(({ id }) => id === branchId),
        rules,
      );
    const { branches, rules: routeRules } = await this.places.known(setting, leg, job.correlationId);
    const facts = await this.facts.run(job, leg, rules);
    if (!facts) return null;
    const tried = await this.legs.listTried(leg.trailId);
    const decision = routeLead(
      facts,
      routeRules,
      branches.filter(({ id }) => !tried.has(id)),
    );
    return decision.kind === 'transfer' ? decision.branch : null;
  }
}

/** The branch with its target, when leads can go there now. */
export function usable(
  branch: BranchFacts | undefined,
  rules: Pick<RouteRules, 'hqAccountId' | 'intakePipelineId'>,
): NextBranch | null {
  if (branch?.state !== 'active' || !branch.target || isIntakeItself(branch.target, rules)) return null;
  return { ...branch, target: branch.target };
}
