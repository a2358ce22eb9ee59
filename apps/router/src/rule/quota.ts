import type { ObstacleRule } from './routing-rule.js';

/**
 * A branch with a full quota gets no leads until a place is free. Where the limits service does not answer, the rules
 * say whether the lead waits. A lead whose transfer is running has its place already.
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
