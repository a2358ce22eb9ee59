import type { Route } from '../http/route.js';

/** Tasks (entities 6): no route yet, calls answer 501. */
export const taskRoutes: readonly Route[] = [];
