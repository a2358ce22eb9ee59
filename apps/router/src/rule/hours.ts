import type { ObstacleRule } from './routing-rule.js';

/**
 * Outside its opening hours a branch gets leads anyway, or only when it opens, or the fallback branch gets them: as the
 * rules say. A lead that is on its way does not stop at closing time.
 */
export const hours: ObstacleRule = {
  name: 'hours',
  words: { hours: 'routing.hours' },
  hinders({ id, opening }, { lead, rules }) {
    const { outsideHours = 'anyway' } = rules;
    if (!opening || opening.isOpen || lead.currentBranchId === id) return null;
    if (outsideHours === 'wait-for-opening')
      return { found: 'outside-hours', until: opening.opensAt, waits: 'rather' };
    return outsideHours === 'next-branch'
      ? { found: 'outside-hours', until: opening.opensAt, waits: 'yes' }
      : null;
  },
};
