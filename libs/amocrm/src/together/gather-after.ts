const slotMs = 1_000 / 7;
const longestMs = 2_000;

/**
 * For how many milliseconds other writes gather behind a batch of so many calls, also where a slot is free: as long as the batch
 * has saved in slots, two seconds at most. So no write waits longer than it would if every call took a slot of its own, and where fewer than
 * seven calls a second come, batches shrink until nothing waits. Behind a call that left alone nothing gathers.
 */
export function gatherAfterMs(calls: number): number {
  return Math.min(longestMs, (calls - 1) * slotMs);
}
