import type { Route } from '../http/route.js';

/** Users (config 5.2): no route yet, calls answer 501. */
export const userRoutes: readonly Route[] = [];
