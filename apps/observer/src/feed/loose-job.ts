/** The consumer that looks for merged leads without a contact. */
export const looseConsumer = 'observer.loose';

export interface LooseJob {
  accountId: string;
}

const searchEveryMs = 600_000;
/** A walk of a large account takes hundreds of calls. */
const checkEveryMs = 6 * 3_600_000;
/** Longer than lists are seen to lag: by then none shows a lead that was merged before the end of the period. */
const afterMs = 60_000;

const periodOf = (everyMs: number, now: Date): { period: number; end: Date } => {
  const period = Math.floor(now.getTime() / everyMs);
  return { period, end: new Date((period + 1) * everyMs) };
};

/** One search for all merges of a period of ten minutes, after its end. */
export function looseSearch(accountId: string, now: Date): { id: string; key: string; runAt: Date } {
  const { period, end } = periodOf(searchEveryMs, now);
  const key = `loose:${accountId}`;
  return { id: `${key}:${period}`, key, runAt: new Date(end.getTime() + afterMs) };
}

/** The comparisons of a period of six hours: the first one begins at once, all later searches share one at its end. */
export function looseChecks(
  accountId: string,
  now: Date,
): { first: { id: string }; last: { id: string; runAt: Date } } {
  const { period, end } = periodOf(checkEveryMs, now);
  const id = `loose-check:${accountId}:${period}`;
  return { first: { id }, last: { id: `${id}:end`, runAt: end } };
}
