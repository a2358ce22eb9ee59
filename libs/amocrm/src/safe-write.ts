import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform/pure';
import { hasChangedNothing } from './errors.js';

/** That a write to amoCRM was begun. Its service keeps this from before the call until the result is recorded. */
export interface Intent {
  /** The first attempt: what is found in amoCRM may be as old as this. */
  firstAt: Date;
  /** The last attempt; it may still be running. */
  lastAt: Date;
}

/** One write, as the service that wants it knows it. `keep` and `record` commit, fenced by the service's own lease. */
export interface SafeWrite<T> {
  /** As the service's record says; null: this write was never begun. */
  intent: Intent | null;
  /**
   * What is in amoCRM already and makes the write needless; null: nothing. `since` is when the write was first begun,
   * in amoCRM's seconds with the difference of the clocks taken off; null: it never was.
   */
  find(since: number | null): Promise<T | null>;
  keep(intent: Intent | null): Promise<void>;
  /**
   * The one call that changes the account, and whatever is read right before it. Nothing after it may throw: that would be taken for
   * the call's own error, and the call for one that changed nothing. `begunAt`: the intent's last attempt.
   */
  write(begunAt: Date): Promise<T>;
  /** Records the result and ends the intent, in one transaction. */
  record(result: T): Promise<void>;
}

/** How far amoCRM's clock may differ from ours. */
const clockSkewSeconds = 600;

/**
 * How long after its beginning a write may still change the account: in a process that is cut off for the client's
 * time-out of 20 s, and in amoCRM after that.
 */
export const longestWriteMs = 45_000;

/** How long after its beginning a write may leave at the latest, so that it is over before `longestWriteMs` are. */
export const latestLeaveMs = 20_000;

/**
 * Makes a change exactly once although answers are lost and processes die: find what an earlier attempt may have made;
 * wait while that attempt may still be running; commit the intent, then write; commit the result. An intent whose write
 * is known to have changed nothing is removed. Throws `RetryLater` while it has to wait, and what the parts throw.
 */
export async function safeWrite<T>(work: SafeWrite<T>, clock: () => Date): Promise<T> {
  const { intent } = work;
  const result = (await work.find(intent && searchFrom(intent))) ?? (await writeFirst(work, clock()));
  await work.record(result);
  return result;
}

/** How long the next write still has to wait for one begun at this moment; 0 or less: no longer. */
export function untilSecondWriteMs(begunAt: Date, now: Date): number {
  return begunAt.getTime() + longestWriteMs - now.getTime();
}

/** Throws `RetryLater` while a write begun at this moment may still be running. */
export function awaitFirstWrite(begunAt: Date, now: Date): void {
  const waitMs = untilSecondWriteMs(begunAt, now);
  if (waitMs > 0) throw new RetryLater(message('failures.earlier-write'), waitMs);
}

async function writeFirst<T>(work: SafeWrite<T>, now: Date): Promise<T> {
  const { intent } = work;
  if (intent) awaitFirstWrite(intent.lastAt, now);
  await work.keep({ firstAt: intent?.firstAt ?? now, lastAt: now });
  try {
    return await work.write(now);
  } catch (error) {
    // An intent that could not be removed only makes the next attempt search and wait.
    if (hasChangedNothing(error)) await work.keep(intent).catch(() => undefined);
    throw error;
  }
}

function searchFrom({ firstAt }: Intent): number {
  return Math.floor(firstAt.getTime() / 1000) - clockSkewSeconds;
}
