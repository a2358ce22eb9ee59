import type { Limit } from './limit.js';
import { activeDeals } from './limit/active-deals.js';
import { daysWithoutSale } from './limit/days-without-sale.js';
import { interval } from './limit/interval.js';
import { keyDealsLastWeek } from './limit/key-deals-last-week.js';
import { newDealsToday } from './limit/new-deals-today.js';
import { overdueDays } from './limit/overdue-days.js';
import { overdueTasks } from './limit/overdue-tasks.js';
import { refusedThisMonth } from './limit/refused-this-month.js';
import { refusedToday } from './limit/refused-today.js';
import { salesLastMonth } from './limit/sales-last-month.js';

const listed = [
  interval,
  activeDeals,
  newDealsToday,
  overdueTasks,
  overdueDays,
  daysWithoutSale,
  refusedToday,
  refusedThisMonth,
  salesLastMonth,
  keyDealsLastWeek,
] as const;

export type LimitName = (typeof listed)[number]['name'];

/** Every limit of managers, in the order in which they are shown; those of branches are `quotas.ts`. */
export const limits: readonly (Limit & { readonly name: LimitName })[] = listed;
