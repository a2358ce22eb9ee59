import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isRunning, progressOf, type PlanProgress, type PlanView } from '@hub/contracts';
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
      takeWhile(({ state }) => isRunning(state), true),
      map((data) => ({ type: 'progress', data })),
      takeUntil(this.draining),
    );
  }

  onModuleDestroy(): void {
    this.draining.next();
    this.draining.complete();
  }
}
