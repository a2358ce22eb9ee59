import type { Route } from '../http/route.js';

/** Companies (entities 4.2): no route yet, calls answer 501. */
export const companyRoutes: readonly Route[] = [];
