import { weekSpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/** 10 «КЭВ за прошлую неделю»: blocks below the bound, until this week alone meets it or the next Monday counts anew. */
export const keyDealsLastWeek = defineLimit({
  name: 'keyDealsLastWeek',
  number: 10,
  bound: { min: 0, max: 10_000, example: 5 },
  largerIs: 'tighter',
  needs: 'keyStages',
  sparesNewcomers: true,
  ask: ({ now, zone }) => {
    const week = weekSpan(now, zone);
    return {
      lastWeek: { of: 'dealsEntered', stages: 'key', during: weekSpan(week.from - 1, zone) },
      thisWeek: { of: 'dealsEntered', stages: 'key', during: week },
    };
  },
  judge: ({ lastWeek, thisWeek }, bound, { now, zone }) => ({
    blocks: lastWeek < bound && thisWeek < bound,
    value: lastWeek,
    freesAt: weekSpan(now, zone).to,
    facts: { thisWeek, rest: Math.max(0, bound - thisWeek) },
  }),
  words: {
    title: 'limits.key-deals-last-week-title',
    rule: 'limits.key-deals-last-week-rule',
    blocks: 'limits.key-deals-last-week-blocks',
    frees: 'limits.key-deals-last-week-frees',
  },
});
