import type { Limit } from '../limit.js';
import { activeDeals } from './active-deals.js';

/** Leads that a branch works on at once: the rule of limit 2, counted over the leads that routing gave to it. */
export const openLeads = {
  ...activeDeals,
  name: 'openLeads',
  number: 4,
  // A branch that is to get none is paused (ADR 14): a quota of zero would ask it to close what it does not have.
  bound: { ...activeDeals.bound, min: 1 },
  words: {
    title: 'limits.open-leads-title',
    rule: 'limits.open-leads-rule',
    blocks: 'limits.open-leads-blocks',
    frees: 'limits.open-leads-frees',
  },
} as const satisfies Limit;
