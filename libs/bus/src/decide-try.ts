/** Dead letters of one consumer and one cause, and what became of those that were tried last. */
export interface GivenUpGroup {
  /** When the oldest of them was given up. */
  since: Date;
  /** When some of the group were tried last; null: never. */
  triedAt: Date | null;
  /** Of those: how many are tried still, have ended well, and were given up again. */
  running: number;
  done: number;
  failed: number;
}

/**
 * How many of a group are tried now; `before`: only what was given up before this moment; `triedBefore`: only what was not
 * tried since.
 */
export interface Try {
  most: number;
  before: Date | null;
  triedBefore?: Date;
}

const minuteMs = 60_000;
export const everyMs = 5 * minuteMs;
/** What is tried for longer waits for something else, and says nothing about the others. */
const patienceMs = 30 * minuteMs;
/** How many go on at once at most. */
export const releasedAtOnce = 200;

/**
 * Which dead letters of a group are tried again now: one every five minutes, first five minutes after it was given up; twice
 * as many as have ended well that were tried after them, up to two hundred. Not all at once, because work that had nothing left
 * to do ends well and says nothing about the host. Null: none.
 */
export function decideTry({ since, triedAt, running, done, failed }: GivenUpGroup, now: Date): Try | null {
  const isFor = (ms: number, moment: Date) => now.getTime() - moment.getTime() >= ms;
  if (triedAt && running > 0 && !isFor(patienceMs, triedAt)) return null;
  if (triedAt && done > failed && since < triedAt)
    return { most: Math.min(2 * done, releasedAtOnce), before: triedAt };
  const last = triedAt && triedAt > since ? triedAt : since;
  return isFor(everyMs, last) ? { most: 1, before: null } : null;
}
