import type { GlobalRoute } from '../http/route.js';

/** The page for people at `/`; answers on any host. No route yet. */
export const pageRoutes: readonly GlobalRoute[] = [];
