import type { Route } from '../http/route.js';

/** Roles (config 5.3): no route yet, calls answer 501. */
export const roleRoutes: readonly Route[] = [];
