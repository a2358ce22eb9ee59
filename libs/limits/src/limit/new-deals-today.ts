import { dayAt, daySpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/** 3 «Новых сделок за сегодня»: blocks above the bound, so that one more deal than the bound comes through. */
export const newDealsToday = defineLimit({
  name: 'newDealsToday',
  number: 3,
  bound: { min: 0, max: 10_000, example: 10 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: ({ now, zone }) => ({ deals: { of: 'dealsReceived', during: daySpan(dayAt(now, zone), zone) } }),
  judge: ({ deals }, bound, { now, zone }) => ({
    blocks: deals > bound,
    value: deals,
    freesAt: daySpan(dayAt(now, zone), zone).to,
  }),
  words: {
    title: 'limits.new-deals-today-title',
    rule: 'limits.new-deals-today-rule',
    blocks: 'limits.new-deals-today-blocks',
    frees: 'limits.next-day-frees',
  },
});
