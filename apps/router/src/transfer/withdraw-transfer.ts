import type { AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { endInRemoved } from '../custody/end-as-gone.js';
import { RecordDecision } from '../lead/record-decision.js';
import type { RouteDecision } from '../lead/route-lead.js';
import { RoutingStamp } from '../lead/routing-stamp.js';
import { touchedAt } from '../lead/touched-at.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';

/** Why a transfer is withdrawn: what routing decided, and by what. */
export interface Withdrawal {
  stamp: string;
  rules: RoutingRules;
  lead: AmoLead | null;
  decision: RouteDecision;
}

/** Ends transfers that have not made a branch lead, or can do no more about it. Throws `RetryLater` for one that went on. */
@Injectable()
export class WithdrawTransfer {
  constructor(
    private readonly stamp: RoutingStamp,
    private readonly transfers: TransferRepository,
    private readonly record: RecordDecision,
  ) {}

  /** The account of its branch was removed. */
  async endInRemoved(job: Job<unknown>, transfer: TransferRow): Promise<TransferRow> {
    const { id: transferId, hqLeadId: leadId } = transfer;
    const endedAt = new Date();
    if (!(await job.step((tx) => endInRemoved(tx, transferId, endedAt))))
      throw new RetryLater(message('failures.transfer-changed'), 0);
    job.log.info({ transferId, leadId }, 'transfer ended: the branch account was removed');
    return { ...transfer, state: 'done', endedAs: 'gone', endedAt };
  }

  /** Routing has decided otherwise, by rules and branches that are still those of `stamp`. */
  async run(
    job: Job<unknown>,
    transfer: TransferRow,
    { stamp, rules, lead, decision }: Withdrawal,
  ): Promise<TransferRow> {
    const { id, hqAccountId: accountId, hqLeadId: leadId, correlationId } = transfer;
    const { kind, reasons, notTaken = [] } = decision;
    const now = new Date();
    const cancelReason = message('failures.withdrawn', { kind });
    const isCancelled = await job.step(async (tx) => {
      await this.stamp.check(tx, stamp);
      if (!(await this.transfers.cancel(tx, id, cancelReason, now))) return false;
      const about = { accountId, leadId, kind, branchId: null, reasons, notTaken, correlationId };
      const read = { rulesVersion: rules.version, touchedAt: lead ? touchedAt(lead) : now };
      await this.record.run(tx, { ...about, ...read }, now);
      return true;
    });
    if (!isCancelled) throw new RetryLater(message('failures.transfer-changed'), 0);
    job.log.info({ transferId: id, leadId, decision: kind }, 'transfer withdrawn');
    return { ...transfer, state: 'cancelled', cancelReason };
  }
}
