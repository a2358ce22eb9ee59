import { Reply, type ReplyAbout } from '@hub/bus';
import { ReRouteLead, type CustodyView, type RoutingRulesBody } from '@hub/contracts';
import { inTransaction, sqlState } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LoadRouting } from '../lead/load-routing.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { usable, type NextBranch } from './choose-branch.js';
import { hasLead, LegRepository } from './leg.repository.js';
import { ReRouteActs } from './re-route-acts.js';

/** Answers when a person wants a lead to go to another branch. */
@Controller()
export class ReRouteController {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly routing: LoadRouting,
    private readonly legs: LegRepository,
    private readonly acts: ReRouteActs,
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
    try {
      await this.act(last, branch, { reason, correlationId });
    } catch (error) {
      // Another request came first: the lead is already leaving, or its next transfer is running.
      if (sqlState(error) !== '23505') throw error;
      throw new Problem(409, message('problems.leg-leaving', { leadId: String(leadId) }));
    }
    const view = await this.acts.trail.run(accountId, leadId);
    if (!view) throw new Error(`The trail of lead ${leadId} is gone`);
    return view;
  }

  private async act(
    last: TransferRow,
    branch: NextBranch,
    { reason, correlationId }: { reason: string; correlationId: string },
  ): Promise<void> {
    const leadId = String(last.hqLeadId);
    if (last.endedAt !== null) {
      if (last.inHandSince === null) throw new Problem(409, message('problems.no-custody', { leadId }));
      const about = { correlationId, reason: message('custody.why-asked', { reason }) };
      const isBegun = await inTransaction(this.source, (tx) => this.acts.next.run(tx, last, branch, about));
      if (!isBegun) throw new Problem(409, message('problems.hq-lead-closed', { leadId }));
      return;
    }
    if (last.state !== 'done' || !hasLead(last)) throw new Problem(409, message('problems.leg-on-way'));
    if (last.branchId === branch.id)
      throw new Problem(409, message('problems.leg-there', { branch: branch.name }));
    if (await this.legs.isForeign(last))
      throw new Problem(
        409,
        message('problems.leg-joined', { branch: last.branchName, leadId: String(last.branchLeadId) }),
      );
    if (await this.acts.reRoutes.findUnderWay(last.id))
      throw new Problem(409, message('problems.leg-leaving', { leadId }));
    const said = message('custody.why-asked', { reason });
    const wanted = { why: 're-routed', reason: said, branchId: branch.id, correlationId } as const;
    const isAsked = await inTransaction(this.source, (tx) => this.acts.ask.run(tx, last, wanted));
    if (!isAsked) throw new Problem(409, message('problems.hq-lead-closed', { leadId }));
  }

  private async branchOf(branchId: string, rules: RoutingRulesBody): Promise<NextBranch> {
    const { branches } = await this.routing.readSetting(rules);
    const known = branches.find(({ id }) => id === branchId);
    if (!known) throw new Problem(404, message('problems.no-such-branch'));
    const branch = usable(known, rules);
    if (!branch) throw new Problem(409, message('problems.branch-takes-none', { branch: known.name }));
    return branch;
  }
}
