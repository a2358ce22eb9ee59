import { dayAt, daySpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/** 7 «Закрыто за день»: blocks above the bound; a deal that was opened again stays counted. */
export const refusedToday = defineLimit({
  name: 'refusedToday',
  number: 7,
  bound: { min: 0, max: 10_000, example: 5 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: ({ now, zone }) => ({
    deals: { of: 'dealsEntered', stages: 'refusal', during: daySpan(dayAt(now, zone), zone) },
  }),
  judge: ({ deals }, bound, { now, zone }) => ({
    blocks: deals > bound,
    value: deals,
    freesAt: daySpan(dayAt(now, zone), zone).to,
  }),
  words: {
    title: 'limits.refused-today-title',
    rule: 'limits.refused-today-rule',
    blocks: 'limits.refused-today-blocks',
    frees: 'limits.next-day-frees',
  },
});
