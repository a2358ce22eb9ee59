import type { PlanProgress, PlanView } from '@hub/contracts';
import { distinctUntilChanged, exhaustMap, map, takeWhile, timer, type Observable } from 'rxjs';

const lookEveryMs = 1_000;
const callsPerSecond = 7;
const running: ReadonlySet<string> = new Set(['planned', 'approved', 'applying', 'paused']);

/** An event for every change of a plan's progress; ends with the plan. Looks once a second, whoever applies it. */
export function followPlan(look: () => Promise<PlanView>): Observable<{ type: string; data: PlanProgress }> {
  return timer(0, lookEveryMs).pipe(
    exhaustMap(look),
    map(progressOf),
    distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    takeWhile(({ state }) => running.has(state), true),
    map((data) => ({ type: 'progress', data })),
  );
}

function progressOf({ id, state, reason, callsPlanned, callsDone }: PlanView): PlanProgress {
  const left = running.has(state) ? Math.max(0, callsPlanned - callsDone) : 0;
  return {
    planId: id,
    state,
    reason,
    callsPlanned,
    callsDone,
    secondsLeft: Math.ceil(left / callsPerSecond),
  };
}
