import type { Audience } from './decide-access.js';

/** Metadata key under which a route's facts lie. */
export const ROUTE = Symbol('route');

export interface RouteFacts {
  who: Audience;
  /** Managers may use it too, by the token of the widget. */
  isForManagers?: boolean;
  /** The service knows a request by its `Idempotency-Key`, so that an unfinished one may be sent to it again. */
  isRepeatable?: boolean;
  /** The answer's `version` is its `ETag`. */
  isVersioned?: boolean;
}
