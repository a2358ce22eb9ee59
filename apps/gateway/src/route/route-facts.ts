import type { Audience } from './decide-access.js';

/** Metadata key under which a route's facts lie. */
export const ROUTE = Symbol('route');

export interface RouteFacts {
  who: Audience;
  /** The service knows a request by its `Idempotency-Key`, so that an unfinished one may be sent to it again. */
  isRepeatable?: boolean;
  /** It changes nothing, whatever its method. */
  isQuestion?: boolean;
  /** The answer's `version` is its `ETag`. */
  isVersioned?: boolean;
}
