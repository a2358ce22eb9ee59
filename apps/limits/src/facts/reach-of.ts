import type { FillStep } from '@hub/journal';
import type { Need, Reach, StageSet } from '@hub/limits';

/** How far the journal of an account is; moments of amoCRM in seconds. */
export interface Progress {
  /** What the backfill reads next. It goes on without the kinds that it may not read. */
  fillStep: FillStep;
  leadsReadyAt: Date | null;
  tasksReadyAt: Date | null;
  feedFrom: number | null;
  /** When the feed was in, back to the start of last month or to its end: nothing older will come. */
  feedReadyAt: Date | null;
  polledAt: Date | null;
}

/** A journal that no reading or poll has confirmed for so long is out of date. */
const freshForMs = 15 * 60_000;

/**
 * Whether the journal has what a question needs, at a moment in epoch milliseconds. The owner at a moment is computed
 * backwards from today's owner, so history counts only where the leads are read as well; tasks count by their deals.
 * `closing`: the sets that have no open stages.
 */
export function reachOf(
  need: Need,
  closing: readonly StageSet[],
  progress: Progress | null,
  now: number,
): Reach {
  if (need.what === 'nothing') return 'whole';
  if (!progress) return 'missing';
  const { fillStep } = progress;
  if (!progress.leadsReadyAt) return ['configuration', 'leads'].includes(fillStep) ? 'missing' : 'forbidden';
  const freshAt = Math.max(progress.leadsReadyAt.getTime(), progress.polledAt?.getTime() ?? 0);
  if (now - freshAt > freshForMs) return 'stale';
  switch (need.what) {
    case 'deals':
      return 'whole';
    case 'tasks':
      if (progress.tasksReadyAt) return 'whole';
      return ['feed', 'done'].includes(fillStep) ? 'forbidden' : 'missing';
    case 'history': {
      const { feedFrom, feedReadyAt } = progress;
      if (feedFrom === null) return 'missing';
      if (feedFrom * 1000 <= need.since) return 'whole';
      if (!feedReadyAt) return 'missing';
      return need.stages && closing.includes(need.stages) ? 'estimated' : 'ended';
    }
  }
}
