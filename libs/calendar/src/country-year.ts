import { dateOfDay, readDay, weekdayIndex, writeDay, type Day } from './day.js';

/** What a government has decided about one year. */
export interface Decree {
  /** Names the decree, for people. */
  readonly source: string;
  /** Days off that are moved: the day that loses it, and the day that is free instead. */
  readonly moved: readonly (readonly [from: string, to: string])[];
}

/** What the law of a country says about days off, and the decrees that are known. */
export interface Country {
  /** Holidays of every year, as `01-31`. */
  readonly holidays: readonly string[];
  /** Those of them that move no day off by themselves when they fall on a weekend. */
  readonly unmoved: readonly string[];
  /** By year. */
  readonly decrees: Readonly<Record<number, Decree>>;
}

/** What is different about a day, beside its weekday. */
export interface DayRule {
  readonly isOff: boolean;
  /** The day whose hours it has: itself, or the day whose work was moved to it. */
  readonly like: Day;
  /** The working day before a holiday. */
  readonly isShort: boolean;
}

/** The days off of one year. */
export interface CountryYear {
  ruleOf(day: Day): DayRule;
  /** No decree of this year is known: only what the law says of every year. */
  readonly isFallback: boolean;
}

const isWeekend = (day: Day) => weekdayIndex(day) >= 5;

function dayNamed(date: string): Day {
  const day = readDay(date);
  if (day === null) throw new RangeError(`${date} is no date`);
  return day;
}

/**
 * Days off of a year: holidays, days off that the decree moves, and for every other holiday on a weekend the next working
 * day. The day before a holiday is short, and so is a day off that works in place of such a day. Throws `RangeError` for
 * a date of the decree that does not exist.
 */
export function countryYear(country: Country, year: number): CountryYear {
  const decree = country.decrees[year];
  const holidays = new Set(country.holidays.map((date) => dayNamed(`${year}-${date}`)));
  const fixed = new Set(country.unmoved.map((date) => dayNamed(`${year}-${date}`)));
  const off = new Set(holidays);
  const worked = new Map<Day, Day>();
  for (const pair of decree?.moved ?? []) {
    const [from, to] = [dayNamed(pair[0]), dayNamed(pair[1])];
    off.add(to);
    fixed.add(from);
    if (!holidays.has(from)) worked.set(from, to);
  }
  for (const holiday of holidays) {
    if (!isWeekend(holiday) || fixed.has(holiday)) continue;
    let day = holiday + 1;
    while (off.has(day) || (isWeekend(day) && !worked.has(day))) day += 1;
    off.add(day);
  }
  const isEve = (day: Day) => country.holidays.includes(writeDay(day + 1).slice(5));
  return {
    isFallback: decree === undefined,
    ruleOf: (day) => {
      const like = worked.get(day) ?? day;
      return { isOff: off.has(day), like, isShort: isEve(like) };
    },
  };
}

/**
 * Years that need a decree and have none: the one of this day, and from December on the next one too.
 */
export function missingYears(country: Country, today: Day): number[] {
  const { year, month } = dateOfDay(today);
  return [year, ...(month === 12 ? [year + 1] : [])].filter((one) => !(one in country.decrees));
}
