import type { LegState } from '../custody/decide-custody.js';

/**
 * Whether a lead that its branch has given to HQ goes to another branch. One whose leg had ended before may stay with
 * HQ, as long as no other branch has the trail: its branch has opened it again.
 */
export function isLeaving(leg: LegState, endedAt: Date | null, askedAt: Date): boolean {
  if (leg.state === 'leaving') return true;
  if (leg.state !== 'ended' || !leavingEnds.includes(leg.as)) return false;
  return !leg.isLast || (endedAt !== null && endedAt > askedAt);
}

const leavingEnds: readonly string[] = ['re-routed', 'rejected', 'not-taken'];
