import { isZone, lastTimeOfDay } from '@hub/calendar';
import type { Work } from './work.js';

/** When work is due: at every multiple of a period, or at a time of day in the zone of each subject. */
export type When =
  | { readonly everyMs: number }
  /** `at` such as `19:00`; `timeZone` for subjects that name no zone, or one that is unknown here. */
  | { readonly at: string; readonly timeZone: string };

/** Of what a schedule has runs. */
interface Subject {
  /** The key of its jobs. */
  readonly key: string;
  readonly timeZone?: string;
  /** What its jobs are given. */
  readonly payload: object;
}

/** A subject of a schedule; each subject has its own runs. */
export interface ScheduleSubject extends Subject {
  readonly payload: Work;
}

/** One run of one subject, named by the moment it was due at. */
export interface Run {
  readonly key: string;
  readonly payload: object;
  readonly dueAt: Date;
}

/** The longest time between two runs of a subject; a moment further ahead was said by a clock that was wrong. */
export function longestMs(when: When): number {
  return 'everyMs' in when ? when.everyMs : 36 * 3_600_000;
}

/** Why a `when` cannot be kept, or null. */
export function faultOf(when: When): string | null {
  if ('everyMs' in when)
    return Number.isInteger(when.everyMs) && when.everyMs >= 1000 ? null : `every ${when.everyMs} ms`;
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(when.at)) return `at ${when.at}`;
  const unknown = `in the zone ${when.timeZone}`;
  return isZone(when.timeZone) ? null : unknown;
}

/** The last moment, not after `now`, at which the work was due. */
export function lastDue(when: When, timeZone: string | undefined, now: Date): Date {
  if ('everyMs' in when) return new Date(Math.floor(now.getTime() / when.everyMs) * when.everyMs);
  const [hour = 0, minute = 0] = when.at.split(':').map(Number);
  const zone = isZone(timeZone) ? timeZone : when.timeZone;
  return new Date(lastTimeOfDay(hour * 60 + minute, zone, now.getTime()));
}

/**
 * Two daily runs are about a day apart. Where a subject goes to a zone further west, its time of day comes again on the
 * same day, up to ten hours later in Russia; further east, the next day's comes at least fourteen hours later.
 */
const leastDayMs = 12 * 3_600_000;

/**
 * Which subjects are due: those whose last moment is later than the last one that is `known` of them, with that moment
 * alone, however many were missed, and those whose last moment is so far ahead that a clock was wrong. A daily run that has
 * run on this day, by another zone, is not due again. A subject seen for the first time is `first`: it begins with its next
 * moment.
 */
export function dueRuns(
  when: When,
  subjects: readonly Subject[],
  known: ReadonlyMap<string, Date>,
  now: Date,
): { first: Run[]; due: Run[] } {
  const first: Run[] = [];
  const due: Run[] = [];
  const leastMs = 'everyMs' in when ? 1 : leastDayMs;
  for (const { key, timeZone, payload } of subjects) {
    const run = { key, payload, dueAt: lastDue(when, timeZone, now) };
    const before = known.get(key);
    if (before === undefined) first.push(run);
    else if (
      run.dueAt.getTime() - before.getTime() >= leastMs ||
      before.getTime() - now.getTime() > longestMs(when)
    )
      due.push(run);
  }
  return { first, due };
}
