import { BranchRepository } from '@hub/accounts';
import type { LeadAtHq } from '@hub/contracts';
import { Injectable } from '@nestjs/common';
import type { Setting } from '../lead/load-setting.js';
import type { DecidedBranch } from '../lead/respect-cancel.js';
import type { QuotaFacts } from '../rule/facts.js';
import type { TransferRow } from '../transfer/transfer.entity.js';
import { Quotas, type PlaceToTake } from './quotas.js';
import { withoutAnswer, withQuotas, type Fullness } from './with-quotas.js';

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
  constructor(
    private readonly quotas: Quotas,
    private readonly branches: BranchRepository,
  ) {}

  /**
   * Asks nobody where no branch would get the lead, where that branch has no quota, or where the lead stays in the branch in
   * which it has its place (`current`). A branch that is full, or was filled up meanwhile, is full in the next round, so that
   * there are no more rounds than branches. While nobody answers the rules say whether the lead waits; where it goes on,
   * nothing is reserved.
   */
  async run(
    decideBy: DecideBy,
    { current = null, ...place }: Omit<PlaceToTake, 'branchId'> & { current?: string | null },
    correlationId: string,
  ): Promise<Placed> {
    const { rules, branches } = decideBy.setting;
    const limited = limitedOf(branches);
    let fullness: Fullness = new Map();
    for (;;) {
      const known = { ...decideBy, setting: { rules, branches: withQuotas(branches, fullness) } };
      const routed = known.by(known.setting);
      const branchId = branchOf(routed);
      const placed = { routed, decideBy: known, fullness, reservedIn: null };
      if (branchId === null || branchId === current) return placed;
      if (!limited.includes(branchId) || fullness.get(branchId) === null) return placed;
      const taken = await this.take({ ...place, branchId }, correlationId);
      if (taken === 'reserved') return { ...placed, reservedIn: branchId };
      fullness = taken ? new Map([...fullness, [branchId, taken]]) : withoutAnswer(limited, fullness);
    }
  }

  /** Takes a place in this branch, or gives the quota that has none left. Null: nobody answers, and nothing is reserved. */
  private async take(place: PlaceToTake, correlationId: string): Promise<'reserved' | QuotaFacts | null> {
    const answers = await this.quotas.ask([place.branchId], place, correlationId);
    if (!answers) return null;
    const asked = answers.get(place.branchId);
    if (asked?.isFull) return asked;
    return (await this.quotas.reserve(place, correlationId)) ?? 'reserved';
  }

  /**
   * The setting with what is known of quotas for this lead; null: for any lead without a place. Asks the limits service
   * once, and not where none is set.
   */
  async known({ rules, branches }: Setting, lead: LeadAtHq | null, correlationId: string): Promise<Setting> {
    const limited = limitedOf(branches);
    const answers = limited.length === 0 ? new Map() : await this.quotas.ask(limited, lead, correlationId);
    return { rules, branches: withQuotas(branches, answers ?? withoutAnswer(limited, new Map())) };
  }

  /**
   * As `Quotas.count`, as long as the transfer can still take its place, and where its branch has a quota or this process has
   * reserved it a place elsewhere. One that another process has reserved elsewhere is freed by the limits service's review.
   */
  async count(transfer: TransferRow, correlationId: string): Promise<void> {
    if (transfer.state !== 'decided') return;
    const isAsked =
      this.quotas.hasPlace(transfer.id) || (await this.branches.listLimited()).has(transfer.branchId);
    if (isAsked) await this.quotas.count(transfer, correlationId);
  }

  /** Reports the end of the transfer, where it has ended. */
  async reportEnd(transfer: TransferRow, correlationId: string): Promise<void> {
    await this.quotas.reportEnd(transfer, correlationId);
  }

  /** No transfer was added for which a place was reserved. */
  async giveBack(transferId: string, correlationId: string): Promise<void> {
    await this.quotas.release(transferId, correlationId);
  }
}

/** The branches that have a quota. */
function limitedOf(branches: Setting['branches']): string[] {
  return branches.filter(({ isLimited }) => isLimited).map(({ id }) => id);
}

/** The branch that gets the lead; null: none does. */
function branchOf({ decision }: DecidedBranch): string | null {
  return decision.kind === 'transfer' ? decision.branch.id : null;
}
