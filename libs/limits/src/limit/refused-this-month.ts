import { monthSpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/** 8 «Закрыто за месяц»: blocks above the bound; opening a deal again frees its place. */
export const refusedThisMonth = defineLimit({
  name: 'refusedThisMonth',
  number: 8,
  bound: { min: 0, max: 100_000, example: 10 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: ({ now, zone }) => ({
    deals: { of: 'dealsInStages', stages: 'refusal', during: monthSpan(now, zone) },
  }),
  judge: ({ deals }, bound, { now, zone }) => ({
    blocks: deals > bound,
    value: deals,
    freesAt: monthSpan(now, zone).to,
    facts: { rest: Math.max(0, deals - bound) },
  }),
  words: {
    title: 'limits.refused-this-month-title',
    rule: 'limits.refused-this-month-rule',
    blocks: 'limits.refused-this-month-blocks',
    frees: 'limits.refused-this-month-frees',
  },
});
