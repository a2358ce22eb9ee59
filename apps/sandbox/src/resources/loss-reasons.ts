import type { Route } from '../http/route.js';

/** Loss reasons (config 5.1): no route yet, calls answer 501. */
export const lossReasonRoutes: readonly Route[] = [];
