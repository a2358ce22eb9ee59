import { inTransaction, sqlState } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { AskReRoute } from './ask-re-route.js';
import type { NextBranch } from './choose-branch.js';
import { isUnbegun } from './decide-re-route.js';
import { GoOn } from './go-on.js';
import { hasLead, LegRepository } from './leg.repository.js';
import type { ReRouteRow } from './re-route.entity.js';
import { ReRouteRepository } from './re-route.repository.js';

/** Sends a lead to the branch that a person names. */
@Injectable()
export class SendToBranch {
  constructor(
    private readonly source: DataSource,
    private readonly legs: LegRepository,
    private readonly reRoutes: ReRouteRepository,
    private readonly ask: AskReRoute,
    private readonly next: GoOn,
  ) {}

  /** `last`: the last leg of its trail. Throws a 409 `Problem` where the lead cannot leave now. */
  async run(
    last: TransferRow,
    branch: NextBranch,
    about: { reason: string; correlationId: string },
  ): Promise<void> {
    try {
      await this.act(last, branch, about);
    } catch (error) {
      // Another request came first: the lead is already leaving, or its next transfer is running.
      if (sqlState(error) !== '23505') throw error;
      throw new Problem(409, message('problems.leg-leaving', { leadId: String(last.hqLeadId) }));
    }
  }

  private async act(
    last: TransferRow,
    branch: NextBranch,
    { reason, correlationId }: { reason: string; correlationId: string },
  ): Promise<void> {
    const leadId = String(last.hqLeadId);
    const said = message('custody.why-asked', { reason });
    if (last.endedAt !== null) {
      if (last.inHandSince === null && last.offHand === null)
        throw new Problem(409, message('problems.no-custody', { leadId }));
      const about = { correlationId, reason: said };
      const isBegun = await inTransaction(this.source, (tx) => this.next.run(tx, last, branch, about));
      if (!isBegun) throw new Problem(409, message('problems.hq-lead-closed', { leadId }));
      return;
    }
    if (last.state !== 'done' || !hasLead(last)) throw new Problem(409, message('problems.leg-on-way'));
    const leaving = await this.reRoutes.findUnderWay(last.id);
    if (leaving && isUnbegun(leaving) && (await this.change(last, leaving, branch, said))) return;
    if (last.branchId === branch.id)
      throw new Problem(409, message('problems.leg-there', { branch: branch.name }));
    if (await this.legs.isForeign(last))
      throw new Problem(
        409,
        message('problems.leg-joined', { branch: last.branchName, leadId: String(last.branchLeadId) }),
      );
    if (leaving) throw new Problem(409, message('problems.leg-leaving', { leadId }));
    const wanted = { why: 're-routed', reason: said, branchId: branch.id, correlationId } as const;
    const isAsked = await this.instead(last, (tx) => this.ask.run(tx, last, wanted));
    if (!isAsked) throw new Problem(409, message('problems.hq-lead-closed', { leadId }));
  }

  /** Of a lead that waits to leave: another branch is to have it, or its own keeps it. False: that is too late. */
  private async change(
    last: TransferRow,
    leaving: ReRouteRow,
    branch: NextBranch,
    reason: Message,
  ): Promise<boolean> {
    if (leaving.branchId === branch.id) return false;
    if (last.branchId !== branch.id)
      return this.instead(last, (tx) => this.reRoutes.changeBranch(tx, leaving, branch.id, reason));
    if (leaving.why !== 're-routed') return false;
    return this.instead(last, (tx) => this.reRoutes.keep(tx, leaving));
  }

  /** What is named now counts, and no branch that was named before and takes no leads. */
  private instead(last: TransferRow, record: (tx: EntityManager) => Promise<boolean>): Promise<boolean> {
    return inTransaction(this.source, async (tx) => {
      const isRecorded = await record(tx);
      if (isRecorded) await this.legs.forgetWanted(tx, last.id);
      return isRecorded;
    });
  }
}
