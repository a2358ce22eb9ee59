import type { QuotaFullness, QuotaState, QuotaView } from '@hub/contracts';
import { explainLimit, quotas } from '@hub/limits';
import { message } from '@hub/messages';
import type { JudgedQuota } from './judge-quotas.js';

/** What routing needs to know of a branch's quota. */
export function viewFullness({ branchId, isFull, since, until, judged }: JudgedQuota): QuotaFullness {
  const full = judged.filter((one) => one.isKnown && one.blocks).map(({ limit }) => limit);
  return { branchId, isFull, since: momentOf(since), until: momentOf(until), full };
}

/** What a person reads of it: every bound that is on, and the words of those that are met. */
export function viewQuota(verdict: JudgedQuota, branchName: string): QuotaView {
  const { isFull, judged, zone } = verdict;
  const limits = quotas.flatMap(({ name, number, words }): QuotaState[] => {
    const one = judged.find(({ limit }) => limit === name);
    if (!one?.isKnown) return [];
    const { bound, value, blocks, freesAt } = one;
    const said = { title: message(words.title), rule: message(words.rule) };
    const why = blocks ? explainLimit(one, zone) : { text: null, whatFrees: null };
    return [
      {
        limit: name,
        number,
        ...said,
        bound,
        value,
        blocks,
        freesAt: blocks ? momentOf(freesAt) : null,
        ...why,
      },
    ];
  });
  const { branchId, since, until } = viewFullness(verdict);
  return { branchId, branchName, timeZone: zone, isFull, since, until, limits };
}

function momentOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
