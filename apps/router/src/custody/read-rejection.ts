import type { RoutingRulesBody } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { isInsideHq } from '../rule/inside-hq.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { decideRejection } from './decide-rejection.js';
import { isRejected } from './is-rejected.js';
import type { BranchLeg } from './leg.repository.js';
import type { SeenLead } from './load-mirror.js';
import { MirrorRepository } from './mirror.repository.js';
import { ReRouteRepository } from './re-route.repository.js';

/** The branch rejects the lead, with the words for it; or it does so no more; or nothing can follow from it now. */
export type Rejection = { kind: 'ask'; reason: Message } | { kind: 'withdrawn' | 'not-read' };

/** Says whether a branch rejects a lead: by the stage or the tag of the rules. */
@Injectable()
export class ReadRejection {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly reRoutes: ReRouteRepository,
    private readonly mirrors: MirrorRepository,
  ) {}

  /** Null: nothing is new about it; not read where the lead is closed, or leaves already. */
  async of(leg: BranchLeg, branch: SeenLead): Promise<Rejection | null> {
    const isLeft = branch.seen.status !== 'open' || (await this.reRoutes.findUnderWay(leg.id)) !== null;
    if (isLeft) return { kind: 'not-read' };
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    // A branch inside HQ can also reject the lead by moving it back to where it came from.
    const isMovedBack = isInsideHq(leg) && branch.pipelineId === rules.intakePipelineId;
    const decision = decideRejection(
      isMovedBack || isRejected(branch, rules, leg.target),
      await this.reRoutes.findRejection(leg.id),
    );
    if (decision === 'stay') return null;
    if (decision === 'ask' && !isMovedBack && !(await this.isNew(leg, branch, rules))) return null;
    return decision === 'ask'
      ? { kind: decision, reason: message('custody.why-rejected') }
      : { kind: decision };
  }

  /**
   * Rules take no lead away by what it showed before they named that: a sign which those of its hand-over lack has to appear anew.
   * Where nobody knows what it showed before, it counts: else a lead that its branch has rejected would stay there unseen.
   */
  private async isNew(leg: BranchLeg, branch: SeenLead, rules: RoutingRulesBody): Promise<boolean> {
    const former = await this.rules.findVersion(leg.rulesVersion);
    if (former && isRejected(branch, former.rules, leg.target)) return true;
    const { signs, isRejectionOpen } = await this.mirrors.read(leg.id);
    return isRejectionOpen || signs === null || !isRejected(signs, rules, leg.target);
  }
}
