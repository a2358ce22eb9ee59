import { BranchRepository } from '@hub/accounts';
import { inTransaction, sqlState } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EscalationRepository } from '../escalation/escalation.repository.js';
import type { Decision } from '../lead/decision.entity.js';
import { branchFacts } from '../lead/load-setting.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { decideAssign, type AssignFacts, type AssignRefusal } from './decide-assign.js';
import { decideIgnore } from './decide-ignore.js';
import { OperatorActs } from './operator-acts.js';
import type { Said } from './operator-record.js';

/** Does what an operator says about a lead. A second request changes nothing. */
@Injectable()
export class OperateLead {
  constructor(
    private readonly source: DataSource,
    private readonly branches: BranchRepository,
    private readonly acts: OperatorActs,
    private readonly escalations: EscalationRepository,
  ) {}

  /** The transfer to the branch. Throws 409 when the lead cannot go there, or goes elsewhere already. */
  async assign(about: Said & { branchId: string }): Promise<TransferRow> {
    const { leadId, branchId } = about;
    const rules = await this.acts.findRules();
    const begun = await this.acts.findTransfer(rules, leadId);
    if (begun?.branchId === branchId) return begun;
    const row = await this.branches.find(branchId);
    const branch = row && branchFacts(row);
    const judged = await this.acts.findJudged(rules, leadId);
    const isEscalated = await this.isEscalated(rules, leadId);
    const facts = { branch, judged, progress: progressOf(begun), isEscalated };
    const verdict = decideAssign(facts, rules.rules);
    if (verdict.kind === 'refuse') throw refused(verdict.why, begun?.branchName ?? branch?.name ?? '');
    try {
      return await inTransaction(this.source, (tx) => this.acts.assign(tx, rules, verdict.branch, about));
    } catch (error) {
      // Routing, or another press, was faster.
      const now = sqlState(error) === '23505' ? await this.acts.findTransfer(rules, leadId) : null;
      if (now?.branchId === branchId) return now;
      throw now ? refused('on-its-way', now.branchName) : error;
    }
  }

  /** The decision; a lead in hand is so no longer. Throws 409 when the lead is on its way, or nobody has judged it. */
  async ignore(about: Said & { reason: string }): Promise<Decision> {
    const { leadId } = about;
    const rules = await this.acts.findRules();
    const begun = await this.acts.findTransfer(rules, leadId);
    const judged = await this.acts.findJudged(rules, leadId);
    const inHand = await this.acts.findInHand(rules, leadId);
    const isEscalated = await this.isEscalated(rules, leadId);
    const facts = { judged, progress: progressOf(begun), isEscalated, isInHand: inHand !== null };
    const verdict = decideIgnore(facts);
    if (verdict.kind === 'refuse') throw refused(verdict.why, begun?.branchName ?? '');
    if (verdict.kind === 'ignore')
      await inTransaction(this.source, async (tx) => {
        // A round may have given it to its next branch meanwhile.
        const next = inHand && (await this.acts.findNext(tx, inHand));
        const progress = progressOf(next);
        if (progress) throw refused(progress, next?.branchName ?? '');
        await this.acts.ignore(tx, rules, about);
      });
    return this.acts.getLastDecision(rules, leadId);
  }

  /** A card that was made for a deal which a branch has given to HQ; it may have ended since it was judged. */
  private async isEscalated({ rules }: RoutingRules, leadId: number): Promise<boolean> {
    const living = await this.escalations.findLivingOfCard(rules.hqAccountId, leadId);
    return living !== null && living.legId === null;
  }
}

/** `branch`: the one that was named, or that the lead is on its way to. */
function refused(why: AssignRefusal, branch: string): Problem {
  return new Problem(409, message('problems.not-assigned', { why: why.replaceAll('-', '_'), branch }));
}

/** Whether the lead is on its way to a branch, or a branch has it. */
function progressOf(transfer: TransferRow | null): AssignFacts['progress'] {
  if (!transfer) return null;
  return transfer.state === 'done' ? 'handed-over' : 'on-its-way';
}
