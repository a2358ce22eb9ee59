import type { Route } from '../http/route.js';

/** Events (entities 8): no route yet, calls answer 501. */
export const eventRoutes: readonly Route[] = [];
