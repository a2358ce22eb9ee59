import { randomUUID } from 'node:crypto';
import type { Job } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { TakePlace } from '../quota/take-place.js';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { ExamineLead, type Judged } from './examine-lead.js';
import type { LeadWork } from './lead-work.js';
import { RecordJudgement, type PlacedLead } from './record-judgement.js';
import { RoutingStamp } from './routing-stamp.js';
import { ChosenElsewhere } from './choose-in-rotation.js';

/**
 * Judges a lead that has no transfer: the lead is read → a decision is made → it is recorded, with a transfer or without.
 * A lead into which a handed-over one was merged takes over the transfer of that one, whose last steps it goes through.
 */
@Injectable()
export class JudgeLead {
  constructor(
    private readonly rules: RoutingRulesRepository,
    private readonly stamp: RoutingStamp,
    private readonly examining: ExamineLead,
    private readonly places: TakePlace,
    private readonly recording: RecordJudgement,
  ) {}

  /** The transfer that the decision asks for, or null. Only leads of the account that the rules are about are judged. */
  async run(job: Job<LeadWork>): Promise<TransferRow | null> {
    // Read before the rules, because a judgement is recorded only where it still holds.
    const stamp = await this.stamp.read();
    const rules = await this.rules.findCurrentOf(job.payload.accountId);
    if (!rules) return null;
    const transferId = randomUUID();
    let judged = await this.examining.run(job, rules);
    /** The branch in whose quota the lead has its place, reserved in this round or one before. */
    let placeIn: string | null = null;
    for (;;) {
      const placed: PlacedLead = await this.takePlace(job, judged, transferId);
      placeIn = placed.reservedIn ?? placeIn;
      try {
        const transfer = await this.recording.run(job, placed, { rules, stamp, transferId });
        if (placeIn !== null && transfer?.branchId !== placeIn)
          await this.places.giveBack(transferId, job.correlationId);
        return transfer;
      } catch (error) {
        if (!(error instanceof ChosenElsewhere)) throw error;
        judged = await this.examining.refresh(placed, rules);
      }
    }
  }

  /** Lets the quotas of branches count, where the decision rests on anything that a branch is. */
  private async takePlace(job: Job<LeadWork>, judged: Judged, transferId: string): Promise<PlacedLead> {
    if (!judged.decideBy) return { ...judged, fullness: new Map(), reservedIn: null };
    const { accountId: hqAccountId, entityId: hqLeadId } = job.payload;
    const place = { transferId, hqAccountId, hqLeadId };
    return { ...judged, ...(await this.places.run(judged.decideBy, place, job.correlationId)) };
  }
}
