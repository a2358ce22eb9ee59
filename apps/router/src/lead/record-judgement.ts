import { mainContactOf } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { placeOfLead } from '../custody/place-of-lead.js';
import { idsInField } from '../merge/find-handed-over.js';
import { mergedDecision } from '../merge/judge-carried.js';
import type { Placed } from '../quota/take-place.js';
import { textOf } from '../region/text-of.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { TransferRepository } from '../transfer/transfer.repository.js';
import type { Judged } from './examine-lead.js';
import type { LeadWork } from './lead-work.js';
import { newTransfer } from './new-transfer.js';
import { RecordDecision } from './record-decision.js';
import type { DecidedBranch } from './respect-cancel.js';
import { RoutingStamp } from './routing-stamp.js';
import { ShareReading } from './share-reading.js';
import { ChooseInRotation } from './choose-in-rotation.js';
import { touchedAt } from './touched-at.js';

/** A decision with what the quotas of branches say, as far as they were asked. */
export type PlacedLead = Judged & Pick<Placed, 'fullness' | 'reservedIn'>;

/** By what a lead was judged, and the name of the transfer that may be added. */
export interface JudgedBy {
  rules: RoutingRules;
  stamp: string;
  transferId: string;
}

/** Records a decision and the transfer that it asks for, in one transaction. */
@Injectable()
export class RecordJudgement {
  constructor(
    private readonly stamp: RoutingStamp,
    private readonly rotation: ChooseInRotation,
    private readonly record: RecordDecision,
    private readonly transfers: TransferRepository,
    private readonly share: ShareReading,
  ) {}

  /**
   * Returns the transfer that was added or taken over. Throws `ChosenElsewhere`, and `RetryLater` when rules, words or
   * branches were saved since `stamp`; then nothing is recorded.
   */
  async run(
    job: Job<LeadWork>,
    judged: PlacedLead,
    { rules, stamp, transferId }: JudgedBy,
  ): Promise<TransferRow | null> {
    const { accountId, entityId: leadId, action, isAsked, isDue } = job.payload;
    const { lead, handedOver } = judged;
    const now = new Date();
    // A note changes nothing that a lead is judged by.
    const isOnlyAgain = (action === undefined || action === 'note') && isAsked !== true && isDue !== true;
    const { isRecorded, transfer, decision } = await job.step(async (tx) => {
      await this.share.run(tx, job);
      const chosen: DecidedBranch = handedOver
        ? { decision: mergedDecision(handedOver.id), branchId: null }
        : await this.rotation.choose(tx, judged);
      const { decision, branchId } = chosen;
      const shown = (lead && textOf(lead, rules.rules.branchFieldId ?? null)) ?? '';
      const place = lead && placeOfLead(lead, rules.rules);
      const begun = { id: transferId, now: new Date(), correlationId: job.correlationId };
      const started =
        decision.kind === 'transfer'
          ? newTransfer(begun, leadId, rules, { ...decision, shown, place })
          : null;
      // A transfer is aimed anew before each step.
      if (!started) await this.stamp.check(tx, stamp);
      else if (isOnlyAgain && !(await this.record.mayMove(tx, accountId, leadId)))
        return { isRecorded: false, transfer: null, decision };
      await this.rotation.save(tx, accountId, chosen);
      await this.record.run(
        tx,
        {
          ...{ accountId, leadId, kind: decision.kind, branchId, reasons: decision.reasons },
          notTaken: decision.notTaken ?? [],
          contactId: lead && mainContactOf(lead),
          carriedIds: lead ? idsInField(lead) : [],
          rulesVersion: rules.version,
          correlationId: job.correlationId,
          touchedAt: lead ? touchedAt(lead) : now,
        },
        now,
      );
      if (handedOver)
        return {
          ...{ isRecorded: true, decision },
          transfer: await this.transfers.moveTo(tx, handedOver, leadId, now),
        };
      return { isRecorded: true, transfer: started && (await this.transfers.add(tx, started)), decision };
    });
    if (!isRecorded) {
      job.log.info({ accountId, leadId }, 'lead may not move before a person says so');
      return null;
    }
    job.log.info({ accountId, leadId, decision: decision.kind }, 'lead judged');
    return transfer;
  }
}
