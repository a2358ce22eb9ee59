import type { JournalAccount } from './account.entity.js';

/** The limits that use the journal (limit 1 uses claims alone). */
export type JournalLimit = 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10;

/**
 * `reading`: the backfill has not read that far yet. `estimated`: the feed of amoCRM ended before the moment that the
 * limit asks for, so that older deals are judged by their closing time and their owner of today.
 */
export type Readiness = 'ready' | 'reading' | 'estimated';

/** Moments that limits count from, by the account's clocks, in seconds. */
export interface CountedFrom {
  dayStart: number;
  /** Monday of last week. */
  lastWeekStart: number;
  lastMonthStart: number;
  /** N × 24 hours ago, for limit 6. */
  daysAgo: number;
}

export type FillProgress = Pick<
  JournalAccount,
  'leadsReadyAt' | 'tasksReadyAt' | 'feedFrom' | 'feedEnded' | 'feedReadyAt'
>;

/** Whether a limit can be counted. An account of which nothing is read yet (null) is being read. */
export function readinessOf(
  limit: JournalLimit,
  progress: FillProgress | null,
  from: CountedFrom,
): Readiness {
  if (!progress) return 'reading';
  switch (limit) {
    case 2:
      return progress.leadsReadyAt ? 'ready' : 'reading';
    case 4:
    case 5:
      return progress.tasksReadyAt ? 'ready' : 'reading';
    case 3:
      return reach(progress, from.dayStart);
    case 10:
      return reach(progress, from.lastWeekStart);
    case 6:
      return reach(progress, from.daysAgo);
    case 7:
    case 8:
    case 9:
      return reach(progress, from.lastMonthStart);
  }
}

/** Owners at a moment are folded from today's back, so history counts only where the leads are in as well. */
function reach({ leadsReadyAt, feedFrom, feedEnded, feedReadyAt }: FillProgress, moment: number): Readiness {
  if (!leadsReadyAt || feedFrom === null) return 'reading';
  if (feedFrom <= moment) return 'ready';
  return feedEnded && feedReadyAt ? 'estimated' : 'reading';
}
