import { message, type Message } from '@hub/messages';
import { describeFailure, isDatabaseAway, Problem, VerdictError } from '@hub/platform/pure';
import { LeaseLost } from './bus.js';

/**
 * Another try `afterMs` from now, or when `sooner` resolves, or when the account `waitsFor` can be used again.
 * `isFailure`: it counts towards giving up.
 */
export interface Retry {
  kind: 'retry';
  afterMs: number;
  sooner?: Promise<unknown>;
  waitsFor?: string;
  isFailure: boolean;
}

/** The verdict on a failed job: a retry, or a dead letter. */
export type Judgement = Retry | { kind: 'dead'; reason: Message };

const maxFailures = 12;
const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;

/**
 * Delays after a refusal that may pass: five tries take 28 minutes, the time of a change made by hand or a release. Those of
 * periodic work take four periods at most.
 */
const firstRefusalMs = 60_000;

/** SQLSTATE of a database that has no disk left; without memory, the statement may be to blame. */
const diskFull = '53100';
/** After a failure of the hub's own parts. */
const outageRetryMs = 15_000;

/**
 * The one place where an error becomes a new `run_at` or a dead letter. A verdict that the error carries is obeyed:
 * `retry` however often, never counted as a failure, and `few-tries` after 1, 3, 9 and then every 15 minutes. After a
 * lost lease the job is due at once, for whichever worker claims it first. While PostgreSQL or another service is away,
 * the job is not to blame: it is tried when the answer says, else every 15 seconds, and nothing is counted. Any other
 * error is a failure, tried again after 1 s, 2 s, 4 s … 15 min, and the twelfth one is the last (32 minutes after the
 * first). No failure of periodic work waits longer than `periodMs`, because its key has no other run until then.
 * `before` is how many failures the job had already.
 */
export function judgeFailure(error: unknown, before: number, periodMs = Infinity): Judgement {
  if (error instanceof LeaseLost) return { kind: 'retry', afterMs: 0, isFailure: false };
  if (error instanceof VerdictError) {
    switch (error.verdict.kind) {
      case 'retry': {
        const { afterMs, sooner, waitsFor } = error.verdict;
        return {
          kind: 'retry',
          afterMs: Math.max(0, afterMs),
          isFailure: false,
          ...(sooner ? { sooner } : {}),
          ...(waitsFor === undefined ? {} : { waitsFor }),
        };
      }
      case 'few-tries':
        return countFailure(
          error,
          before,
          error.verdict.tries,
          Math.min(periodMs, firstRefusalMs * 3 ** before),
        );
      case 'never':
        return { kind: 'dead', reason: error.asMessage() };
    }
  }
  const afterMs = outageMs(error);
  if (afterMs !== undefined) return { kind: 'retry', afterMs, isFailure: false };
  return countFailure(error, before, maxFailures, Math.min(periodMs, firstDelayMs * 2 ** before));
}

/**
 * When to try again what nobody has answered, not the database and not the service that was asked; undefined for any other
 * failure. A statement or a request that took too long was answered by nobody either, but may always take too long.
 */
function outageMs(error: unknown): number | undefined {
  if (error instanceof Problem) {
    const { status, detail, retryAfterSeconds = 0 } = error.body;
    if (status !== 503 || detail.key === 'edge.database-slow') return undefined;
    return Math.max(outageRetryMs, retryAfterSeconds * 1_000);
  }
  const { code, driverError } = (error ?? {}) as { code?: unknown; driverError?: { code?: unknown } };
  const isOwn = driverError instanceof TypeError || driverError instanceof RangeError;
  const cause = driverError?.code ?? code;
  if (isOwn || cause === 'ETIMEDOUT') return undefined;
  return isDatabaseAway(error) || cause === diskFull ? outageRetryMs : undefined;
}

function countFailure(error: unknown, before: number, most: number, delayMs: number): Judgement {
  const failures = before + 1;
  if (failures >= most) {
    const last = describeFailure(error);
    return { kind: 'dead', reason: message('failures.given-up-after', { failures, last }) };
  }
  return { kind: 'retry', afterMs: Math.min(longestDelayMs, delayMs), isFailure: true };
}
