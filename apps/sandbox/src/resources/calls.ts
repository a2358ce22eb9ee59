import type { Route } from '../http/route.js';

/** Calls (entities 11.1): no route yet, calls answer 501. */
export const callRoutes: readonly Route[] = [];
