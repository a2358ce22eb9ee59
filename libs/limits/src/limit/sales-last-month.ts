import { monthSpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/** 9 «Продаж за прошлый месяц»: blocks below the bound, and counts anew when the next month begins. */
export const salesLastMonth = defineLimit({
  name: 'salesLastMonth',
  number: 9,
  bound: { min: 0, max: 10_000, example: 2 },
  largerIs: 'tighter',
  sparesNewcomers: true,
  ask: ({ now, zone }) => ({
    sales: { of: 'dealsEntered', stages: 'sale', during: monthSpan(now, zone, -1) },
  }),
  judge: ({ sales }, bound, { now, zone }) => ({
    blocks: sales < bound,
    value: sales,
    freesAt: monthSpan(now, zone).to,
  }),
  words: {
    title: 'limits.sales-last-month-title',
    rule: 'limits.sales-last-month-rule',
    blocks: 'limits.sales-last-month-blocks',
    frees: 'limits.sales-last-month-frees',
  },
});
