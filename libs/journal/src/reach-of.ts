import type { Need, Reach, StageSet } from '@hub/limits';
import type { JournalAccount } from './account.entity.js';
import { confirmedAt } from './confirmed-at.js';

/** How far the journal of an account is. */
export type Progress = Pick<
  JournalAccount,
  | 'fillStep'
  | 'leadsReadyAt'
  | 'tasksReadyAt'
  | 'feedFrom'
  | 'feedReadyAt'
  | 'polledAt'
  | 'unreadSince'
  | 'tasksUnreadSince'
>;

/** A journal that is not confirmed for so long is out of date. */
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
  const confirmed = confirmedAt(progress);
  if (!confirmed) return ['configuration', 'leads'].includes(fillStep) ? 'missing' : 'forbidden';
  const isOld = (since: Date) => now - since.getTime() > freshForMs;
  if (isOld(confirmed)) return 'stale';
  switch (need.what) {
    case 'deals':
      return 'whole';
    case 'tasks':
      if (progress.tasksUnreadSince && isOld(progress.tasksUnreadSince)) return 'stale';
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
