/** The consumer that looks for merged leads without a contact. */
export const looseConsumer = 'observer.loose';

export interface LooseJob {
  accountId: string;
}

const everyMs = 600_000;
/** Longer than lists are seen to lag: by then none shows a lead that was merged before the end of the period. */
const afterMs = 60_000;

/** One search for all merges of a period of ten minutes, after its end. */
export function looseSearch(accountId: string, now: Date): { id: string; key: string; runAt: Date } {
  const period = Math.floor(now.getTime() / everyMs);
  const key = `loose:${accountId}`;
  return { id: `${key}:${period}`, key, runAt: new Date((period + 1) * everyMs + afterMs) };
}
