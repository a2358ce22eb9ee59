import type { Limit } from '../limit.js';
import { activeDeals } from './active-deals.js';

/** Leads that a branch works on at once: the rule of limit 2, counted over the leads that routing gave to it. */
export const openLeads = {
  ...activeDeals,
  name: 'openLeads',
  number: 4,
  words: {
    title: 'limits.open-leads-title',
    rule: 'limits.open-leads-rule',
    blocks: 'limits.open-leads-blocks',
    frees: 'limits.open-leads-frees',
  },
} as const satisfies Limit;
