const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timezone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timezone, formatter);
  }
  return formatter;
}

/** The wall clock of a timezone at a Unix time, written as if it were UTC. */
function wallClock(timezone: string, unix: number): number {
  const part: Partial<Record<string, number>> = {};
  for (const { type, value } of formatterOf(timezone).formatToParts(unix * 1000)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Math.floor(Date.UTC(year, month - 1, day, hour, minute, second) / 1000);
}

/** `Y-m-d H:i:s` in a timezone, as v2 writes times of tasks and notes. */
export function localTime(timezone: string, unix: number): string {
  return new Date(wallClock(timezone, unix) * 1000).toISOString().replace('T', ' ').replace('.000Z', '');
}

const daySeconds = 86_400;

/**
 * Midnight, in the account's timezone, of the day a Unix time falls in there: what a field of type date stores
 * (entities 2: 1634601600 becomes 1634590800 at UTC+3).
 */
export function accountMidnight(timezone: string, unix: number): number {
  const wall = wallClock(timezone, unix);
  const midnightWall = Math.floor(wall / daySeconds) * daySeconds;
  const guess = unix - (wall - midnightWall);
  // A change of clocks between midnight and now shifts the guess by that change.
  return guess - (wallClock(timezone, guess) - midnightWall);
}

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/;

/** Unix seconds of an RFC 3339 text; undefined when it is none. */
export function unixOfText(text: string): number | undefined {
  if (!rfc3339.test(text)) return undefined;
  const ms = Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** Midnight in a timezone of a day written as YYYY-MM-DD, the short form of RFC 3339; undefined when it is none. */
export function unixOfDay(timezone: string, text: string): number | undefined {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) / 1000 : NaN;
  if (Number.isNaN(day)) return undefined;
  // At one of these hours UTC that day has begun and not ended, east or west of Greenwich.
  const inside = [6, 18]
    .map((hour) => day + hour * 3600)
    .find((unix) => Math.floor(wallClock(timezone, unix) / daySeconds) * daySeconds === day);
  return inside === undefined ? undefined : accountMidnight(timezone, inside);
}
