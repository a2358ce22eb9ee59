import { Reply, type ReplyAbout } from '@hub/bus';
import { ReRouteLead, type CustodyView, type RoutingRulesBody } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { LoadSetting } from '../lead/load-setting.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { usable, type NextBranch } from './choose-branch.js';
import { LegRepository } from './leg.repository.js';
import { ReadTrail } from './read-trail.js';
import { SendToBranch } from './send-to-branch.js';

/** Answers when a person wants a lead to go to another branch. */
@Controller()
export class ReRouteController {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly setting: LoadSetting,
    private readonly legs: LegRepository,
    private readonly trail: ReadTrail,
    private readonly send: SendToBranch,
  ) {}

  /** The branch lead is closed, and the next leg begins when that is certain; a lead in hand goes at once. */
  @Reply('router.custody.re-route')
  async reRoute(
    { leadId, branchId, reason }: ReRouteLead,
    { correlationId }: ReplyAbout,
  ): Promise<CustodyView> {
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(409, message('problems.no-rules'));
    const accountId = current.rules.hqAccountId;
    const branch = await this.branchOf(branchId, current.rules);
    const legs = await this.legs.listTrail(accountId, leadId);
    const last = legs.at(-1)?.leg;
    if (!last) throw new Problem(404, message('problems.no-custody', { leadId: String(leadId) }));
    await this.send.run(last, branch, { reason, correlationId });
    const view = await this.trail.run(accountId, leadId);
    if (!view) throw new Error(`The trail of lead ${leadId} is gone`);
    return view;
  }

  private async branchOf(branchId: string, rules: RoutingRulesBody): Promise<NextBranch> {
    const { branches } = await this.setting.run(rules, new Date());
    const known = branches.find(({ id }) => id === branchId);
    if (!known) throw new Problem(404, message('problems.no-such-branch'));
    const branch = usable(known, rules);
    if (!branch) throw new Problem(409, message('problems.branch-takes-none', { branch: known.name }));
    return branch;
  }
}
