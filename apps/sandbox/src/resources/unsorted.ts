import type { Route } from '../http/route.js';

/** Unsorted (entities 9): no route yet, calls answer 501. */
export const unsortedRoutes: readonly Route[] = [];
