import { VerdictError } from '@hub/platform';

/** What happens to a failed job: another try not before `afterMs` from now, or a dead letter. */
export type Judgement = { kind: 'retry'; afterMs: number } | { kind: 'dead'; reason: string };

const maxAttempts = 12;
const firstDelayMs = 1_000;
const longestDelayMs = 15 * 60_000;

/**
 * The one place where an error becomes a new `run_at` or a dead letter. A verdict that the error carries is obeyed,
 * however often; any other error is retried after 1 s, 2 s, 4 s … 15 min and dies at the twelfth attempt (about 40
 * minutes after the first).
 */
export function judgeFailure(error: unknown, attempt: number): Judgement {
  if (error instanceof VerdictError) {
    switch (error.verdict.kind) {
      case 'retry':
        return { kind: 'retry', afterMs: Math.max(0, error.verdict.afterMs) };
      case 'never':
        return { kind: 'dead', reason: describe(error) };
    }
  }
  if (attempt >= maxAttempts)
    return { kind: 'dead', reason: `${attempt} attempts; last: ${describe(error)}` };
  return { kind: 'retry', afterMs: Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1)) };
}

/** The error's words for the row's `reason`, bounded because some carry whole bodies. */
export function describe(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 1000);
}
