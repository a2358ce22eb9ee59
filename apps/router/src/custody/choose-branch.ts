import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { ReadCards } from '../absence/read-cards.js';
import { LoadRouting } from '../lead/load-routing.js';
import { routeLead, type BranchFacts, type RouteRules, type Target } from '../lead/route-lead.js';
import { isIntakeItself } from '../rule/inside-hq.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { ReadHand } from './read-hand.js';
import { LegRepository } from './leg.repository.js';

/** A branch that can have a lead now. */
export type NextBranch = Pick<BranchFacts, 'id' | 'name'> & { target: Target };

/** Any stage of the intake in which routing decides; no account has it. */
const openStatusId = 0;

/** Says which branch gets a lead that has left another one. */
@Injectable()
export class ChooseBranch {
  constructor(
    private readonly routing: LoadRouting,
    private readonly rules: RoutingRulesRepository,
    private readonly cards: ReadCards,
    private readonly legs: LegRepository,
    private readonly hand: ReadHand,
  ) {}

  /**
   * The branch that gets the lead: the chosen one, or what routing says of those that have not had it. Null: no branch
   * can take it now: a person has to choose, or a branch has to open or get a free place in its quota; or HQ's people
   * have taken the lead on.
   */
  async run(job: Job<unknown>, leg: TransferRow, branchId: string | null): Promise<NextBranch | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const setting = await this.routing.readSetting(rules);
    if (branchId !== null)
      return usable(
        setting.branches.find(({ id }) => id === branchId),
        rules,
      );
    const { branches, rules: routeRules } = await this.routing.places.known(setting, leg, job.correlationId);
    const cards = this.cards.of(job, leg.hqAccountId, { isInside: false });
    const lead = await cards.findLead(leg.hqLeadId);
    if (!lead || (await this.hand.of(leg, lead)) !== 'in-hand') return null;
    const facts = await this.routing.readFacts(lead, rules, {
      ...{ findContact: cards.findContact, signal: job.signal, isAsNew: true },
    });
    const tried = await this.legs.listTried(leg.trailId);
    // «Филиал» and an operator name the branch that has had it.
    const asNew = {
      ...facts,
      ...{ pipelineId: rules.intakePipelineId, statusId: openStatusId, branchName: null, word: null },
    };
    const decision = routeLead(
      asNew,
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
