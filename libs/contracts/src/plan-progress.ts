import type { DealMoves, PlanProgress } from './sync-plan-progress.js';
import type { PlanSummary } from './sync.js';

const callsPerSecond = 7;
const running: ReadonlySet<string> = new Set(['counting', 'planned', 'approved', 'applying', 'paused']);

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
  dealMoves,
}: Pick<PlanSummary, 'id' | 'state' | 'reason' | 'callsPlanned' | 'callsDone'> & {
  dealMoves: DealMoves | null;
}): PlanProgress {
  const left = isRunning(state) ? Math.max(0, callsPlanned - callsDone) : 0;
  return {
    planId: id,
    state,
    reason,
    callsPlanned,
    callsDone,
    secondsLeft: Math.ceil(left / callsPerSecond),
    dealMoves,
  };
}
