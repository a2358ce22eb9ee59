import type { Audience } from './decide-access.js';

/** Metadata key under which a route's facts lie. */
export const ROUTE = Symbol('route');

export interface RouteFacts {
  who: Audience;
}
