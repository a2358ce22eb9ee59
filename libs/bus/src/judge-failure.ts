import { VerdictError } from '@hub/platform';
import { LeaseLost } from './bus.js';

/** Another try, not before `afterMs` from now. `isFailure`: it counts towards giving up. */
export interface Retry {
  kind: 'retry';
  afterMs: number;
  isFailure: boolean;
}

/** What happens to a failed job: another try, or a dead letter. */
export type Judgement = Retry | { kind: 'dead'; reason: string };

const maxFailures = 12;
const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;

/**
 * The one place where an error becomes a new `run_at` or a dead letter. A verdict that the error carries is obeyed,
 * however often, and counts for nothing, and a lost lease means at once, for the first who can; any other error is a
 * failure, tried again after 1 s, 2 s, 4 s … 15 min, and the twelfth one is the last (32 minutes after the first).
 * `before` is how many failures the job had already.
 */
export function judgeFailure(error: unknown, before: number): Judgement {
  if (error instanceof LeaseLost) return { kind: 'retry', afterMs: 0, isFailure: false };
  if (error instanceof VerdictError) {
    switch (error.verdict.kind) {
      case 'retry':
        return { kind: 'retry', afterMs: Math.max(0, error.verdict.afterMs), isFailure: false };
      case 'never':
        return { kind: 'dead', reason: describe(error) };
    }
  }
  const failures = before + 1;
  if (failures >= maxFailures)
    return { kind: 'dead', reason: `${failures} failures; last: ${describe(error)}` };
  const afterMs = Math.min(longestDelayMs, firstDelayMs * 2 ** before);
  return { kind: 'retry', afterMs, isFailure: true };
}

/** The error's words for the row's `reason`, bounded because some carry whole bodies. */
export function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1000);
}
