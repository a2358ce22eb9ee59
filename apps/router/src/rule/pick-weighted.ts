import type { Credits } from './facts.js';

/** Whoever takes part, with a weight above 0. */
export interface Member {
  id: string;
  weight: number;
}

/**
 * Smooth weighted round robin: each member gains its weight, the one that has most takes the turn and pays the sum of all
 * weights. Over any number of turns with the same members nobody is a whole turn away from its share. Returns the turns of
 * these members alone; `members` must not be empty.
 */
export function pickWeighted(members: readonly Member[], credits: Credits): { id: string; credits: Credits } {
  const sum = members.reduce((all, { weight }) => all + weight, 0);
  const gained = members.map(({ id, weight }) => ({ id, has: bounded(credits[id] ?? 0, sum) + weight }));
  const next = gained.reduce((best, one) => (one.has > best.has ? one : best));
  return {
    id: next.id,
    credits: Object.fromEntries(gained.map(({ id, has }) => [id, id === next.id ? has - sum : has])),
  };
}

/** Turns from before weights or members changed must not give one member many turns in a row. */
function bounded(credit: number, sum: number): number {
  return Math.max(-sum, Math.min(sum, credit));
}
