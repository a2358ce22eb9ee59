import type { AmoAnswer } from './classify-answer.js';
import type { Join } from './together/join.js';
import type { WireCall } from './transport.js';

/** One call, as an app plans it. `path` begins with `/api/`; the answer's body is unknown until a reader took it. */
export type AmoRequest = Pick<WireCall, 'method' | 'path' | 'query' | 'body' | 'signal' | 'sendBefore'> & {
  /** How the call may share a request with others that wait for the same slot; missing: it always goes alone. */
  join?: Join;
};

/** Everything the resource functions need: one account, one priority, one method. */
export interface AmoClient {
  readonly accountId: string;
  /**
   * Makes one call within the rate budget, with a working token. Throws the typed errors of `errors.ts`,
   * `NeedsReconnect` and `BudgetStopped`. Only a 401 is repeated, with a newer token: a refreshed one, and then each
   * one stored since.
   */
  call(request: AmoRequest): Promise<AmoAnswer>;
}
