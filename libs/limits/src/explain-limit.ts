import { promisedTime } from '@hub/calendar';
import { message, type Facts, type Message } from '@hub/messages';
import type { Judged } from './judge-limits.js';
import { limits, type LimitName } from './limits.js';
import { quotas, type QuotaName } from './quotas.js';

/** What a person reads of a limit that blocks. */
export interface Explanation {
  readonly text: Message;
  readonly whatFrees: Message;
}

/**
 * The words of a limit that blocks: why, and what frees it; moments in the zone of the account. A limit that this
 * version does not know (a stored answer of another one) is called by its name.
 */
export function explainLimit(judged: Judged<LimitName | QuotaName>, zone: string): Explanation {
  const limit = [...limits, ...quotas].find(({ name }) => name === judged.limit);
  if (!judged.isKnown || !limit) {
    const { why = 'missing', from = 0 } = judged.isKnown ? {} : judged;
    const facts = {
      limit: limit ? message(limit.words.title) : judged.limit,
      ...(why === 'ended' ? { until: promisedTime(from, zone) } : {}),
    };
    return {
      text: message(`limits.history-${why}`, facts),
      whatFrees: message(`limits.history-${why}-frees`, facts),
    };
  }
  const { value, bound, freesAt } = judged;
  const until: Facts = freesAt === null ? {} : { until: promisedTime(freesAt, zone) };
  // Whole days that equal a bound of hours are more than it, or the limit would not block.
  const isAtBound = value === bound ? 'yes' : 'no';
  const facts = { value: value ?? 0, bound, isAtBound, ...until, ...judged.facts };
  return { text: message(limit.words.blocks, facts), whatFrees: message(limit.words.frees, facts) };
}
