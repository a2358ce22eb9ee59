import type { Route } from '../http/route.js';

/** Notes (entities 7): no route yet, calls answer 501. */
export const noteRoutes: readonly Route[] = [];
