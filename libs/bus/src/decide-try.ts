/** Dead letters of one consumer and one cause, and what became of those that were tried last. */
export interface GivenUpGroup {
  /** When the oldest of them was given up. */
  since: Date;
  /** When some of the group were tried last; null: never. */
  triedAt: Date | null;
  /** Of those: how many are tried still, and how many have ended well. */
  running: number;
  done: number;
}

/** How many of a group are tried now; `before`: only what was given up before this moment. */
export interface Try {
  most: number;
  before: Date | null;
}

const minuteMs = 60_000;
const everyMs = 5 * minuteMs;
/** What is tried for longer waits for something else, and says nothing about the others. */
const patienceMs = 30 * minuteMs;
/** How many go on at once when one has ended well. */
export const releasedAtOnce = 200;

/**
 * Which dead letters of a group are tried again now: one every five minutes, first five minutes after it was given up; two
 * hundred once one has ended well that was tried after them. Null: none.
 */
export function decideTry({ since, triedAt, running, done }: GivenUpGroup, now: Date): Try | null {
  const isFor = (ms: number, moment: Date) => now.getTime() - moment.getTime() >= ms;
  if (triedAt && running > 0 && !isFor(patienceMs, triedAt)) return null;
  if (triedAt && done > 0 && since < triedAt) return { most: releasedAtOnce, before: triedAt };
  const last = triedAt && triedAt > since ? triedAt : since;
  return isFor(everyMs, last) ? { most: 1, before: null } : null;
}
