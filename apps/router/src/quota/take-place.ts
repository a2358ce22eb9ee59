import type { LeadAtHq } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { Setting } from '../lead/load-setting.js';
import type { DecidedBranch } from '../lead/respect-cancel.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { Quotas, type Place } from './quotas.js';
import { withQuotas, type Fullness } from './with-quotas.js';

/** How a lead is decided about by what rules and branches are; pure. */
export interface DecideBy {
  setting: Setting;
  by: (setting: Setting) => DecidedBranch;
}

/** What is decided where quotas count, by which setting, and the branch in whose quota a place is reserved. */
export interface Placed {
  routed: DecidedBranch;
  decideBy: DecideBy;
  fullness: Fullness;
  reservedIn: string | null;
}

/** Lets quotas count in a decision, and reserves the place of the lead before its transfer is added. */
@Injectable()
export class TakePlace {
  constructor(private readonly quotas: Quotas) {}

  /**
   * Asks nobody where no branch would get the lead, or it stays in the branch where it has its place (`standing`). A branch
   * that was filled up meanwhile is full in the next round, so that there are no more rounds than branches. While nobody
   * answers the rules say whether the lead waits; where it goes on, nothing is reserved.
   */
  async run(
    decideBy: DecideBy,
    { standing = null, ...place }: Omit<Place, 'branchId'> & { standing?: string | null },
    correlationId: string,
  ): Promise<Placed> {
    const routed = decideBy.by(decideBy.setting);
    const stays = { routed, decideBy, fullness: new Map(), reservedIn: null };
    if (branchOf(routed) === null || branchOf(routed) === standing) return stays;
    let fullness = await this.quotas.ask(place, correlationId);
    if (fullness?.size === 0) return stays;
    for (;;) {
      const { rules, branches } = decideBy.setting;
      const known = { ...decideBy, setting: { rules, branches: withQuotas(branches, fullness) } };
      const again = known.by(known.setting);
      const branchId = branchOf(again);
      const placed = { routed: again, decideBy: known, fullness, reservedIn: null };
      if (branchId === null || branchId === standing || !fullness?.has(branchId)) return placed;
      const full = await this.quotas.reserve({ ...place, branchId }, correlationId);
      if (!full) return { ...placed, reservedIn: branchId };
      fullness = new Map([...fullness, [branchId, full]]);
    }
  }

  /** The setting with what is known of quotas for this lead. Asks the limits service once. */
  async known({ rules, branches }: Setting, lead: LeadAtHq, correlationId: string): Promise<Setting> {
    return { rules, branches: withQuotas(branches, await this.quotas.ask(lead, correlationId)) };
  }

  /** As `Quotas.count`, as long as the transfer can still take its place. */
  async count(transfer: TransferRow, correlationId: string): Promise<void> {
    if (transfer.state === 'decided') await this.quotas.count(transfer, correlationId);
  }

  /** The transfer has come to an end, or not yet. */
  async settle(transfer: TransferRow, correlationId: string): Promise<void> {
    await this.quotas.settle(transfer, correlationId);
  }

  /** No transfer was added for which a place was reserved. */
  async giveBack(transferId: string, correlationId: string): Promise<void> {
    await this.quotas.release(transferId, correlationId);
  }
}

/** The branch that gets the lead; null: none does. */
function branchOf({ decision }: DecidedBranch): string | null {
  return decision.kind === 'transfer' ? decision.branch.id : null;
}
