import { defineLimit } from '../limit.js';

/** 2 «Активные сделки»: blocks at the bound itself, as in the source's example of 50; 142 and 143 are the closed stages. */
export const activeDeals = defineLimit({
  name: 'activeDeals',
  number: 2,
  bound: { min: 0, max: 100_000, example: 3 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: () => ({ deals: { of: 'activeDeals' } }),
  judge: ({ deals }, bound) => ({
    blocks: deals >= bound,
    value: deals,
    freesAt: null,
    facts: { rest: Math.max(0, deals - bound + 1) },
  }),
  words: {
    title: 'limits.active-deals-title',
    rule: 'limits.active-deals-rule',
    blocks: 'limits.active-deals-blocks',
    frees: 'limits.active-deals-frees',
  },
});
