import type { BranchCalendar } from '@hub/accounts';
import { openHoursOf } from '../lead/branch-opening.js';

const minuteMs = 60_000;

/** Whether the branch's working time since the hand-over has reached the agreed one. Without a calendar it works always. */
export function isTakeDue(
  { handedAt, takeWithinMinutes }: { handedAt: Date; takeWithinMinutes: number },
  calendar: BranchCalendar | null,
  now: Date,
): boolean {
  const neededMs = takeWithinMinutes * minuteMs;
  const [from, to] = [handedAt.getTime(), now.getTime()];
  if (to - from < neededMs) return false;
  return !calendar || openHoursOf(calendar).between(from, to).workingMs >= neededMs;
}
