import type { PlanProgress, PlanSummary } from './sync.js';

const callsPerSecond = 7;
const running: ReadonlySet<string> = new Set(['planned', 'approved', 'applying', 'paused']);

/** Whether something can still happen to a plan in this state. */
export function isRunning(state: PlanSummary['state']): boolean {
  return running.has(state);
}

/** How far a plan is, and the seconds that the rest of its calls take at least. */
export function progressOf({
  id,
  state,
  reason,
  callsPlanned,
  callsDone,
}: Pick<PlanSummary, 'id' | 'state' | 'reason' | 'callsPlanned' | 'callsDone'>): PlanProgress {
  const left = isRunning(state) ? Math.max(0, callsPlanned - callsDone) : 0;
  return {
    planId: id,
    state,
    reason,
    callsPlanned,
    callsDone,
    secondsLeft: Math.ceil(left / callsPerSecond),
  };
}
