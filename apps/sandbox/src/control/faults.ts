import type { GlobalRoute } from '../http/route.js';

/** Faults on request (POST, GET, DELETE faults, POST faults/{id}/release). No route yet. */
export const faultControl: readonly GlobalRoute[] = [];
