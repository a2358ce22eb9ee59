import { dayAt, daySpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/** Leads that a branch gets in one day of its zone: no more than the bound; a branch that is to get none is paused. */
export const leadsPerDay = defineLimit({
  name: 'leadsPerDay',
  number: 2,
  bound: { min: 1, max: 100_000, example: 20 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: ({ now, zone }) => ({ given: { of: 'leadsGiven', during: daySpan(dayAt(now, zone), zone) } }),
  judge: ({ given }, bound, { now, zone }) => ({
    blocks: given >= bound,
    value: given,
    freesAt: daySpan(dayAt(now, zone), zone).to,
  }),
  words: {
    title: 'limits.leads-per-day-title',
    rule: 'limits.leads-per-day-rule',
    blocks: 'limits.leads-per-day-blocks',
    frees: 'limits.quota-frees',
  },
});
