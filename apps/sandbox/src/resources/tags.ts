import type { Route } from '../http/route.js';

/** Tags (config 5.5): no route yet, calls answer 501. */
export const tagRoutes: readonly Route[] = [];
