/** One dry plan of an account is started in so long, because each reads its configuration. */
export const minutesBetween = 10;

/** What was compared longer ago says little about the account as it is. */
export const daysFresh = 7;

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** The moment from which on another one may be started. */
export function nextAfter(askedAt: Date): Date {
  return new Date(askedAt.getTime() + minutesBetween * minuteMs);
}

/** Another one may be started now where the last one was asked for at this moment or before it. */
export function latestBefore(now: Date): Date {
  return new Date(now.getTime() - minutesBetween * minuteMs);
}

export function isOld(madeAt: Date, now: Date): boolean {
  return now.getTime() - madeAt.getTime() > daysFresh * dayMs;
}
