import { message, type Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { isRejected } from './is-rejected.js';
import type { BranchLeg } from './leg.repository.js';
import type { SeenLead } from './load-mirror.js';
import { ReRouteRepository } from './re-route.repository.js';

/** Says whether a branch rejects a lead: by the stage or the tag of the rules. */
@Injectable()
export class ReadRejection {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly reRoutes: ReRouteRepository,
  ) {}

  /** Why the lead is to leave, or null: it is not rejected, or leaves already. */
  async of(leg: BranchLeg, branch: SeenLead): Promise<{ reason: Message } | null> {
    const { rules } = await this.rules.getNewestOf(leg.hqAccountId);
    if (branch.seen.status !== 'open' || !isRejected(branch, rules)) return null;
    return (await this.reRoutes.findUnderWay(leg.id)) ? null : { reason: message('custody.why-rejected') };
  }
}
