import { Reply, type ReplyAbout } from '@hub/bus';
import { CancelTransfer, LeadPath, TransferPath, type LeadInQueue, type TransferView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { endInRemoved } from '../custody/end-as-gone.js';
import { RecordDecision } from '../lead/record-decision.js';
import { cancelledPath } from '../lead/respect-cancel.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import { viewTransfer } from '../transfer/view-transfer.js';
import { AskedLead } from './asked-lead.js';
import { HastenLeads } from './hasten-leads.js';

/** Answers requests of people about leads that make no progress. */
@Controller()
export class AgainController {
  constructor(
    private readonly source: DataSource,
    private readonly transfers: TransferRepository,
    private readonly asked: AskedLead,
    private readonly record: RecordDecision,
    private readonly leads: HastenLeads,
  ) {}

  /** Tries the next step of a transfer now, also when it was given up. */
  @Reply('router.transfers.retry')
  async retry({ transferId }: TransferPath, { correlationId }: ReplyAbout): Promise<TransferView> {
    const transfer = await this.transfers.get(transferId);
    const { hqAccountId: accountId, hqLeadId: leadId } = transfer;
    if ((transfer.state === 'done' && transfer.lateContact === null) || transfer.state === 'cancelled')
      throw ended(transfer.state);
    await inTransaction(this.source, (tx) => this.leads.run(tx, [{ accountId, leadId }], { correlationId }));
    return viewTransfer(transfer);
  }

  /**
   * Cancels a transfer whose branch lead does not exist and cannot be in creation, or whose branch account was removed.
   * A person decides about the lead; in the latter case it is in hand.
   */
  @Reply('router.transfers.cancel')
  async cancel({ transferId, reason }: CancelTransfer, { correlationId }: ReplyAbout): Promise<TransferView> {
    const now = new Date();
    return inTransaction(this.source, async (tx) => {
      const isCancelled = await this.transfers.cancel(
        tx,
        transferId,
        message('failures.cancelled', { reason }),
        now,
      );
      const isGone = !isCancelled && (await endInRemoved(tx, transferId, now));
      const transfer = await this.transfers.get(transferId, tx);
      const { state, hqAccountId: accountId, hqLeadId: leadId, branchId, rulesVersion } = transfer;
      if (!isCancelled && !isGone) throw state === 'cancelled' || state === 'done' ? ended(state) : begun();
      if (isCancelled) {
        const decision = { kind: 'manual', reasons: cancelledPath(reason), touchedAt: now } as const;
        await this.record.run(
          tx,
          { ...decision, accountId, leadId, branchId, rulesVersion, correlationId },
          now,
        );
      }
      // Its work may wait for long; nothing of that is left to wait for.
      await this.leads.run(tx, [{ accountId, leadId }], { correlationId });
      return viewTransfer(transfer);
    });
  }

  /** Decides about a lead anew, whatever was decided before; a transfer under way follows the new decision. */
  @Reply('router.leads.decide-again')
  async decideAgain({ leadId }: LeadPath, { correlationId }: ReplyAbout): Promise<LeadInQueue> {
    const accountId = await this.asked.accountOf(leadId);
    const transfer = await this.transfers.findByLead(accountId, leadId);
    if (transfer?.state === 'done') throw ended('done');
    await inTransaction(this.source, async (tx) => {
      await this.record.takeBackIgnore(tx, accountId, leadId);
      await this.leads.run(tx, [{ accountId, leadId }], { correlationId, isAsked: true });
    });
    return { accountId, leadId };
  }
}

function ended(state: 'done' | 'cancelled'): Problem {
  return new Problem(409, message('problems.transfer-ended', { state }));
}

function begun(): Problem {
  return new Problem(409, message('problems.transfer-may-exist'));
}
