import type { ReRouteState } from './re-route.entity.js';

/**
 * What follows from an open branch lead that shows a rejection, or does not: `ask` for another branch, or the last rejection is
 * `withdrawn`. `last`: how far the last one of the leg has got. One that was kept is not asked for again while it shows on, so
 * that a robot which changes each closed lead does not have it closed and opened without end: a person has to look.
 */
export function decideRejection(
  isRejected: boolean,
  last: ReRouteState | null,
): 'ask' | 'withdrawn' | 'stay' {
  if (!isRejected) return last === 'kept' ? 'withdrawn' : 'stay';
  return last === null || last === 'withdrawn' || last === 'left' ? 'ask' : 'stay';
}
