import { mainContactOf, type AmoLead } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { RecordDecision } from '../lead/record-decision.js';
import { ChooseInRotation } from '../lead/choose-in-rotation.js';
import { touchedAt } from '../lead/touched-at.js';
import type { Placed } from '../quota/take-place.js';
import { aimOf, beginning, type AimedBy } from './aim-of.js';
import type { AimAgain, Routed } from './route-transfer.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository } from './transfer.repository.js';

/**
 * Aims a transfer at another branch than it had. That is a decision like the first one: in a shared territory the branch is
 * chosen by rotation, under the territory's lock, and the decision is recorded.
 */
@Injectable()
export class AimElsewhere {
  constructor(
    private readonly rotation: ChooseInRotation,
    private readonly transfers: TransferRepository,
    private readonly record: RecordDecision,
  ) {}

  /**
   * Returns the aimed transfer, whose place in the branch is not inspected, and the aim: another process may have advanced the rotation
   * since `placed` was chosen. Throws `ChosenElsewhere`, and `RetryLater` when somebody has cancelled the transfer.
   */
  async run(
    job: Job<unknown>,
    by: AimedBy & { lead: AmoLead },
    { placed, decideAgain }: Pick<Routed, 'decideAgain'> & { placed: Placed },
  ): Promise<{ transfer: TransferRow; again: AimAgain }> {
    const { transfer, rules, lead } = by;
    const { hqAccountId: accountId, hqLeadId: leadId, correlationId } = transfer;
    const now = new Date();
    const aimed = await job.step(async (tx) => {
      const chosen = await this.rotation.choose(tx, placed);
      const { decision, branchId } = chosen;
      const again = decideAgain(decision);
      if (again.kind !== 'aim') throw new RetryLater(message('failures.routing-changed'), 0);
      await this.rotation.save(tx, accountId, chosen);
      const aim = { ...(again.restarts ? beginning : {}), ...aimOf(by, again.branch), changedAt: now };
      await this.transfers.aim(tx, transfer.id, aim);
      const { kind, reasons, notTaken = [] } = decision;
      const about = { accountId, leadId, kind, branchId, reasons, notTaken, correlationId };
      const read = {
        rulesVersion: rules.version,
        touchedAt: touchedAt(lead),
        contactId: mainContactOf(lead),
      };
      await this.record.run(tx, { ...about, ...read }, now);
      return { transfer: { ...transfer, ...aim }, again };
    });
    const { branchId } = aimed.transfer;
    job.log.info({ transferId: transfer.id, leadId, branchId }, 'transfer goes to another branch');
    return aimed;
  }
}
