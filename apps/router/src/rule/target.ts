import { isIntakeItself } from './inside-hq.js';
import type { ObstacleRule } from './routing-rule.js';

/** A branch gets no leads while HQ has not said where they go, or has named the very pipeline that they come from. */
export const target: ObstacleRule = {
  name: 'target',
  words: { target: 'routing.target' },
  hinders({ target: at }, { rules }) {
    if (!at) return { found: 'missing', until: null, waits: 'no' };
    return isIntakeItself(at, rules) ? { found: 'is-intake', until: null, waits: 'no' } : null;
  },
};
