import type { Route } from '../http/route.js';

/** Bots (config 6.1): no route yet, calls answer 501. */
export const botRoutes: readonly Route[] = [];
