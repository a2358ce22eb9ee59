import type { StageRef } from '@hub/contracts';
import type { Group } from '../settings/settings-of.js';

/** How the lead of one claim is chosen and handed over, as the settings said when the button was pressed. */
export interface Terms {
  /** Name of the manager's group. */
  group: string;
  exchangeStages: StageRef[];
  exchangeUserIds: number[];
  targetStage: StageRef;
  /** Tasks, contacts and companies of the lead change their owner after it. */
  changeOwnerOfLinked: boolean;
  /** Whether the newest lead of the stock is taken; missing: the oldest. */
  newestFirst?: boolean;
}

/** The terms of a group. A claim keeps them: settings that change meanwhile do not affect it. */
export function termsOf(group: Group): Terms {
  const { name, exchangeStages, exchangeUserIds, targetStage, changeOwnerOfLinked } = group;
  const newestFirst = group.newestFirst ?? false;
  return { group: name, exchangeStages, exchangeUserIds, targetStage, changeOwnerOfLinked, newestFirst };
}

/**
 * Claims in their order, cut into runs of neighbours that have the same terms: leads are listed once per run, and an earlier
 * claim of another run still comes first. Claims without terms get no lead and are left out.
 */
export function runsByTerms<Of extends { terms: Terms | null }>(claims: readonly Of[]): [Terms, Of[]][] {
  const runs: [Terms, Of[]][] = [];
  for (const claim of claims) {
    if (!claim.terms) continue;
    const last = runs.at(-1);
    if (last && JSON.stringify(last[0]) === JSON.stringify(claim.terms)) last[1].push(claim);
    else runs.push([claim.terms, [claim]]);
  }
  return runs;
}
