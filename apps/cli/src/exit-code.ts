/**
 * How a command ended. `nothing`: there is nothing to do; `changes`: there is, and nobody asked to do it; `blocked`:
 * part of it needs a decision first, or could not be applied; `not-approved`: a person or the safety check said no.
 */
export type Outcome = 'done' | 'nothing' | 'changes' | 'blocked' | 'not-approved' | 'failed';

const detailed: Readonly<Record<Outcome, number>> = {
  done: 0,
  nothing: 0,
  failed: 1,
  changes: 2,
  blocked: 3,
  'not-approved': 4,
};

/**
 * The exit code of a command: 0 or 1, unless the caller asked for detail. A plan with blocked changes, or a rollout that waits
 * for its approval, is shown well and gives 0; a command that needs all of it (`needsAll`: an apply that left a part out or
 * was not approved, drift that is not known of every account) gives 1.
 */
export function exitCodeOf(outcome: Outcome, options: { isDetailed: boolean; needsAll: boolean }): number {
  if (options.isDetailed) return detailed[outcome];
  const isUndone = outcome === 'blocked' || outcome === 'not-approved';
  return outcome === 'failed' || (isUndone && options.needsAll) ? 1 : 0;
}
