import type { Account } from '../state/account.js';
import type { Answer } from './answer.js';

/** The call a fault may match. `status` is there only after handling. */
export interface FaultCall {
  account: Account;
  method: string;
  /** With the query. */
  path: string;
  clientId: string | null;
}

/**
 * What a fault does to a call: first wait (slow, hold until released), then go on, answer something else, or cut the
 * connection. Before handling, anything but `go-on` means the work is not done; after handling it is done but the
 * caller does not see it.
 */
export interface FaultAct {
  wait?: Promise<void>;
  then: 'go-on' | 'cut' | Answer;
}

/** Asked twice per call; null (the usual case) costs nothing. */
export interface Faults {
  before(call: FaultCall): FaultAct | null;
  after(call: FaultCall, answer: Answer): FaultAct | null;
  reset(): void;
}

export const noFaults: Faults = { before: () => null, after: () => null, reset: () => undefined };
