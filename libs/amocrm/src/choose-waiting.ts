/** Calls that may leave as one request: those of one name, at most `most`. */
export interface Company {
  name: string;
  most: number;
}

/** A call that waits for a slot. */
export interface WaitingCall {
  /** Missing: it leaves alone. */
  company?: Company | undefined;
  /** Until then a call with company lets later calls that leave alone go first. */
  yieldsUntil: number;
}

/**
 * Which of the waiting calls, given in the order of arrival, leaves with the slot that is free now. A call that may have company
 * lets calls that leave alone go first, because its company grows meanwhile; not after `yieldsUntil`, nor once its company is full.
 * Calls with company keep their order among each other, and so do those that leave alone.
 */
export function chooseWaiting<T extends WaitingCall>(waiting: readonly T[], now: number): T | undefined {
  const gathered = new Map<string, number>();
  for (const { company } of waiting)
    if (company) gathered.set(company.name, (gathered.get(company.name) ?? 0) + 1);
  for (const one of waiting) {
    if (!one.company) return one;
    const isFull = (gathered.get(one.company.name) ?? 0) >= one.company.most;
    if (isFull || one.yieldsUntil <= now) break;
  }
  return waiting[0];
}
