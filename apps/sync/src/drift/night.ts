import { createHash } from 'node:crypto';

/** When accounts are looked at: every so many days, in a night that begins at `fromHour` and lasts `hours`. */
export interface Night {
  readonly everyDays: number;
  readonly fromHour: number;
  readonly hours: number;
}

const minuteMs = 60_000;
const minutesPerDay = 1440;

/**
 * The last moment, not after `now`, at which the drift of this account was to be looked for. Each account has a minute of
 * the night of its own zone, by its id, so that many accounts spread over it.
 */
export function lastMoment(accountId: string, timeZone: string, now: Date, night: Night): Date {
  const hash = createHash('sha256').update(accountId).digest();
  const own = (night.fromHour * 60 + (hash.readUInt32BE(0) % (night.hours * 60))) % minutesPerDay;
  const { day, minute } = localTime(now, timeZone);
  const ownDay = hash.readUInt32BE(4) % night.everyDays;
  let daysBack = minute >= own ? 0 : 1;
  while ((day - daysBack) % night.everyDays !== ownDay) daysBack += 1;
  const minutesBack = minute - own + daysBack * minutesPerDay;
  return new Date((Math.floor(now.getTime() / minuteMs) - minutesBack) * minuteMs);
}

/** Number of the day since 1970 and minute of the day that clocks show in a zone. */
function localTime(now: Date, timeZone: string): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat('en', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  }).formatToParts(now);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const day = Date.UTC(of('year'), of('month') - 1, of('day')) / (minutesPerDay * minuteMs);
  return { day, minute: of('hour') * 60 + of('minute') };
}

/** What is known of an account that was brought to a release. */
export interface Watched {
  readonly accountId: string;
  readonly timeZone: string;
  /** Whether a plan is being carried out, or waits between two calls. */
  readonly isUnderway: boolean;
  /** When a plan last changed something about it. */
  readonly touchedAt: Date;
  readonly readAt: Date | null;
  readonly askedAt: Date | null;
  /** A reading was put off. */
  readonly isOwed: boolean;
  /** Since when it could not be read. */
  readonly unreadSince: Date | null;
  readonly hasFindings: boolean;
}

/**
 * Whether an account is to be looked at now: its moment of the night has passed since it was last read, asked for or
 * written; or it has findings and a plan ended since; or a reading was put off. Never while a plan is being carried out, and
 * without a night only what was put off.
 */
export function isDue(account: Watched, now: Date, night: Night | null): boolean {
  return !account.isUnderway && isWanted(account, now, night);
}

/**
 * Whether a plan that is not finished has kept an account from being read for longer than a day, and nobody was told yet
 * that it is not read.
 */
export function isKeptFromReading(account: Watched, now: Date, night: Night | null): boolean {
  const { isUnderway, touchedAt, unreadSince } = account;
  const isLong = now.getTime() - touchedAt.getTime() > minutesPerDay * minuteMs;
  return isUnderway && isLong && unreadSince === null && isWanted(account, now, night);
}

function isWanted(account: Watched, now: Date, night: Night | null): boolean {
  const { touchedAt, readAt, askedAt, isOwed, hasFindings } = account;
  const isNewer = (moment: Date, than: Date | null) => than === null || moment > than;
  if (isOwed || night === null) return isOwed;
  if (hasFindings && isNewer(touchedAt, readAt) && isNewer(touchedAt, askedAt)) return true;
  const moment = lastMoment(account.accountId, account.timeZone, now, night);
  return isNewer(moment, touchedAt) && isNewer(moment, readAt) && isNewer(moment, askedAt);
}
