import type { Day, Weekday } from './day.js';

/** A stretch of working hours in minutes of the day; `to` is up to 1440 and after `from`. */
export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** When something is open. `readWorkCalendar` makes one of a person's writing. */
export interface WorkCalendar {
  readonly timeZone: string;
  /** Whose holidays and moved days off close it and whose working Saturdays open it; null for none. */
  readonly country: string | null;
  /** In order and apart; a weekday without hours is closed. */
  readonly week: Readonly<Record<Weekday, readonly Hours[]>>;
  /** Hours of days of their own, against week and country; none for a closed day. */
  readonly days: ReadonlyMap<Day, readonly Hours[]>;
  /** How much earlier it closes on the day before a holiday. */
  readonly shortenByMinutes: number;
}
