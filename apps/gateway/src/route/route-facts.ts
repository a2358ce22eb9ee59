import type { Audience } from './decide-access.js';

/** Metadata key under which a route's facts lie. */
export const ROUTE = Symbol('route');

/** All users of an account, or its administrators alone. */
export type WidgetUsers = 'managers' | 'admins';

export interface RouteFacts {
  who: Audience;
  /** Users of a branch account who may use it too, by the token of the widget. */
  widget?: WidgetUsers;
  /** The service knows a request by its `Idempotency-Key`, so that an unfinished one may be sent to it again. */
  isRepeatable?: boolean;
  /** It changes nothing, whatever its method. */
  isQuestion?: boolean;
  /** The body is a client's: the audit keeps the names of its fields. */
  isPersonal?: boolean;
  /** The answer's `version` is its `ETag`. */
  isVersioned?: boolean;
}
