import type { ReRouteState } from './re-route.entity.js';

/**
 * What follows from an open branch lead that shows a rejection, or does not: `ask` for another branch, or the last
 * rejection is `withdrawn`. `last`: the state of the last rejection of the leg. One that was `kept` is not asked for
 * again while the lead still shows it, so that a robot which changes each closed lead cannot cause an endless loop of
 * closing and opening: a person has to check.
 */
export function decideRejection(
  isRejected: boolean,
  last: ReRouteState | null,
): 'ask' | 'withdrawn' | 'stay' {
  if (!isRejected) return last === 'kept' ? 'withdrawn' : 'stay';
  return last === null || last === 'withdrawn' || last === 'left' ? 'ask' : 'stay';
}
