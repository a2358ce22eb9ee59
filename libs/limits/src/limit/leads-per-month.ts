import { monthSpan } from '@hub/calendar';
import { defineLimit } from '../limit.js';

/**
 * Leads that a branch gets in one calendar month of its zone: no more than the bound; a branch that is to get none is
 * paused.
 */
export const leadsPerMonth = defineLimit({
  name: 'leadsPerMonth',
  number: 3,
  bound: { min: 1, max: 1_000_000, example: 400 },
  largerIs: 'looser',
  sparesNewcomers: false,
  ask: ({ now, zone }) => ({ given: { of: 'leadsGiven', during: monthSpan(now, zone) } }),
  judge: ({ given }, bound, { now, zone }) => ({
    blocks: given >= bound,
    value: given,
    freesAt: monthSpan(now, zone).to,
  }),
  words: {
    title: 'limits.leads-per-month-title',
    rule: 'limits.leads-per-month-rule',
    blocks: 'limits.leads-per-month-blocks',
    frees: 'limits.quota-frees',
  },
});
