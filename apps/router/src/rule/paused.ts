import type { ObstacleRule } from './routing-rule.js';

/** A paused branch gets no new leads, even where a person has named it. */
export const paused: ObstacleRule = {
  name: 'branch',
  words: { branch: 'routing.branch' },
  hinders: ({ state }) => (state === 'active' ? null : { found: state, until: null, waits: 'no' }),
};
