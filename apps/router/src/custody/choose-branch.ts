import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { LoadSetting, type Setting } from '../lead/load-setting.js';
import {
  routeLead,
  type BranchFacts,
  type RouteDecision,
  type RouteRules,
  type Target,
} from '../lead/route-lead.js';
import { TakePlace } from '../quota/take-place.js';
import { isIntakeItself } from '../rule/inside-hq.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { LegRepository } from './leg.repository.js';
import { ReadLegFacts } from './read-leg-facts.js';

/** A branch that can have a lead now. */
export type NextBranch = Pick<BranchFacts, 'id' | 'name'> & { target: Target };

/** A next branch as it was chosen before the transaction that begins the leg. */
export interface ChosenBranch {
  branch: NextBranch;
  /** How it was chosen in a shared territory, where the rotation has to be locked and advanced; null: without a rotation. */
  shared: { territory: string; setting: Setting; by: (setting: Setting) => RouteDecision } | null;
}

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
   * The branch that gets the lead: the chosen one; that for which a person has it wait, or nobody until that one takes leads; or
   * what routing says of those that have not had it. Null: no branch can take it now: a person has to choose, or a
   * branch has to open or get a free place in its quota; or HQ's people have taken the lead on.
   */
  async run(job: Job<unknown>, leg: TransferRow, branchId: string | null): Promise<ChosenBranch | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    const setting = await this.setting.run(rules, new Date());
    const named = setting.branches.find(({ id }) => id === (branchId ?? leg.wantedBranchId));
    if (branchId !== null || isAwaited(named)) {
      const branch = usable(named, rules);
      return branch && { branch, shared: null };
    }
    const { branches, rules: routeRules } = await this.places.known(setting, leg, job.correlationId);
    const facts = await this.facts.run(job, leg, rules);
    if (!facts) return null;
    const tried = await this.legs.listTried(leg.trailId);
    const by = (at: Setting) => routeLead(facts, at.rules, at.branches);
    const others = { rules: routeRules, branches: branches.filter(({ id }) => !tried.has(id)) };
    const decision = by(others);
    if (decision.kind !== 'transfer') return null;
    const territory = decision.rotation?.territory;
    const shared = territory === undefined ? null : { territory, setting: others, by };
    return { branch: decision.branch, shared };
  }

  /**
   * The branch that is next in the rotation, under the lock of its territory; the rotation advances in the transaction that
   * begins the leg. Null: none can have the lead any more.
   */
  async take(
    tx: EntityManager,
    { hqAccountId }: TransferRow,
    chosen: ChosenBranch,
  ): Promise<NextBranch | null> {
    const { branch, shared } = chosen;
    if (!shared) return branch;
    const decision = shared.by(await this.setting.lockTerritory(tx, shared.setting, shared.territory));
    if (decision.kind !== 'transfer') return null;
    if (decision.rotation) await this.setting.saveRotation(tx, hqAccountId, decision.rotation);
    return decision.branch;
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

/** Whether a lead can wait for the branch that a person has named: it may take leads again. */
export function isAwaited(branch: BranchFacts | undefined): branch is BranchFacts {
  return branch !== undefined && branch.state !== 'closed';
}
