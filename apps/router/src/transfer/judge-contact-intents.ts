/** A contact that another transfer is making, or has made, for the same client. */
export interface OtherContact {
  contactId: number | null;
  begunAt: Date;
  /** How long its write may still be running; 0 or less: it has ended. */
  mayGoOnMs: number;
}

/**
 * - `known`: they made these contacts; the newest first;
 * - `wait`: one is just being made;
 * - `search`: one may have been made since `since`, which is unknown;
 * - `none`.
 */
export type ContactVerdict =
  | { kind: 'known'; contactIds: number[] }
  | { kind: 'wait'; afterMs: number }
  | { kind: 'search'; since: Date }
  | { kind: 'none' };

const shortestWaitMs = 500;

/**
 * Decides what a transfer makes of contacts that others are making for its client. It waits as long again as the other
 * write has taken so far, and not beyond that write's end.
 */
export function judgeContactIntents(others: readonly OtherContact[], now: Date): ContactVerdict {
  const newestFirst = [...others].sort((one, other) => other.begunAt.getTime() - one.begunAt.getTime());
  const contactIds = newestFirst.flatMap(({ contactId }) => contactId ?? []);
  if (contactIds.length > 0) return { kind: 'known', contactIds: [...new Set(contactIds)] };
  const [newest] = newestFirst;
  const oldest = newestFirst.at(-1);
  if (!newest || !oldest) return { kind: 'none' };
  if (newest.mayGoOnMs <= 0) return { kind: 'search', since: oldest.begunAt };
  const takenMs = now.getTime() - newest.begunAt.getTime();
  return { kind: 'wait', afterMs: Math.min(newest.mayGoOnMs, Math.max(shortestWaitMs, takenMs)) };
}
