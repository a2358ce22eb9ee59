import type { Route } from '../http/route.js';

/** Complex lead creation (entities 1.6): no route yet, calls answer 501. */
export const complexLeadRoutes: readonly Route[] = [];
