import type { BranchCalendar } from '@hub/accounts';
import { NeverOpen } from '@hub/calendar';
import { openHoursOf } from '../lead/branch-opening.js';

const minuteMs = 60_000;

/**
 * When a task is due that may take so many minutes of the branch's working time from `now` on. Without opening hours, or
 * where it is never open, every minute counts.
 */
export function ownerTaskDue(calendar: BranchCalendar | null, minutes: number, now: Date): Date {
  const [at, workingMs] = [now.getTime(), minutes * minuteMs];
  if (!calendar) return new Date(at + workingMs);
  try {
    return new Date(openHoursOf(calendar).add(at, workingMs).at);
  } catch (error) {
    if (!(error instanceof NeverOpen)) throw error;
    return new Date(at + workingMs);
  }
}
