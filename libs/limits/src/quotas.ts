import type { Limit } from './limit.js';
import { interval } from './limit/interval.js';
import { leadsPerDay } from './limit/leads-per-day.js';
import { leadsPerMonth } from './limit/leads-per-month.js';
import { openLeads } from './limit/open-leads.js';

const listed = [interval, leadsPerDay, leadsPerMonth, openLeads] as const;

export type QuotaName = (typeof listed)[number]['name'];

/** Every limit of what a branch gets from routing, in the order in which they are shown. They ask a branch's questions only. */
export const quotas: readonly (Limit & { readonly name: QuotaName })[] = listed;
