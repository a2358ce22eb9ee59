import type { ObstacleRule } from './routing-rule.js';

/**
 * A branch that has had as many leads as its quota allows gets no more until there is room. Where nobody has answered
 * whether there is, the rules say whether the lead waits. A lead that is on its way has its place already.
 */
export const quota: ObstacleRule = {
  name: 'quota',
  words: { quota: 'routing.quota' },
  hinders({ id, quota: known }, { lead, rules }) {
    if (known === undefined || lead.currentBranchId === id) return null;
    if (known === null)
      return rules.withoutQuota === 'wait' ? { found: 'unknown', until: null, waits: 'rather' } : null;
    return known.isFull ? { found: 'full', until: known.until, waits: 'yes' } : null;
  },
};
