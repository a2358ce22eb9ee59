import type { JournalView } from '@hub/contracts';
import type { JournalAccount } from '@hub/journal';
import { reachOf } from '@hub/journal/pure';
import { limits, needOf, type Moment, type Reach } from '@hub/limits';

type StateOfLimit = JournalView['limits'][number]['state'];

const stateOf: Readonly<Record<Reach, StateOfLimit>> = {
  ...{ stale: 'stale', forbidden: 'forbidden', missing: 'reading', ended: 'ended' },
  ...{ estimated: 'estimated', whole: 'ready' },
};
/** Of several questions the first of these counts. */
const worstFirst: readonly Reach[] = ['stale', 'forbidden', 'missing', 'ended', 'estimated', 'whole'];

/**
 * Which of the limits that ask the journal can be counted, as managers are judged: each with the bound of its example and
 * the stages that count where no settings name others. `account` null: nothing of it is read yet.
 */
export function statesOfLimits(account: JournalAccount | null, at: Moment): JournalView['limits'] {
  return limits.flatMap(({ number: limit, ask, bound }) => {
    const needs = Object.values(ask(at, bound.example)).map(needOf);
    if (needs.every(({ what }) => what === 'nothing')) return [];
    const reaches = needs.map((need) => reachOf(need, ['sale', 'refusal'], account, at.now));
    const worst = worstFirst.find((one) => reaches.includes(one)) ?? 'missing';
    return [{ limit, state: stateOf[worst] }];
  });
}
