import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { PlanProgress, PlanView } from '@hub/contracts';
import {
  distinctUntilChanged,
  exhaustMap,
  map,
  Subject,
  takeUntil,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs';

const lookEveryMs = 1_000;
const callsPerSecond = 7;
const running: ReadonlySet<string> = new Set(['planned', 'approved', 'applying', 'paused']);

/** Streams of plans' progress. They end with the process's drain, because an open one would hold the server open. */
@Injectable()
export class FollowPlan implements OnModuleDestroy {
  private readonly draining = new Subject<void>();

  /** An event for every change of a plan's progress; ends with the plan. Looks once a second, whoever applies it. */
  follow(look: () => Promise<PlanView>): Observable<{ type: string; data: PlanProgress }> {
    return timer(0, lookEveryMs).pipe(
      exhaustMap(look),
      map(progressOf),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
      takeWhile(({ state }) => running.has(state), true),
      map((data) => ({ type: 'progress', data })),
      takeUntil(this.draining),
    );
  }

  onModuleDestroy(): void {
    this.draining.next();
    this.draining.complete();
  }
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
