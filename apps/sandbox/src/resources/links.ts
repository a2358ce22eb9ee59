import type { Route } from '../http/route.js';

/** Entity links (entities 5): no route yet, calls answer 501. */
export const linkRoutes: readonly Route[] = [];
