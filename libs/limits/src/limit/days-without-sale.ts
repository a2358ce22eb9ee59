import { dayMs, defineLimit } from '../limit.js';

/** 6 «Дней без продаж»: blocks when no deal entered a sale stage in the last so many times 24 hours (ADR 10). */
export const daysWithoutSale = defineLimit({
  name: 'daysWithoutSale',
  number: 6,
  bound: { min: 1, max: 3_650, example: 10 },
  largerIs: 'looser',
  sparesNewcomers: true,
  ask: ({ now }, bound) => ({ sale: { of: 'lastEntry', stages: 'sale', since: now - bound * dayMs } }),
  judge: ({ sale }, bound, { now }) => ({
    blocks: sale === null || sale < now - bound * dayMs,
    value: sale === null ? null : Math.floor((now - sale) / dayMs),
    freesAt: null,
    facts: { sold: sale === null ? 'no' : 'yes' },
  }),
  words: {
    title: 'limits.days-without-sale-title',
    rule: 'limits.days-without-sale-rule',
    blocks: 'limits.days-without-sale-blocks',
    frees: 'limits.days-without-sale-frees',
  },
});
