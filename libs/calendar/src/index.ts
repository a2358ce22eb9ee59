export { countries } from './countries.js';
export { missingYears, type Country, type Decree } from './country-year.js';
export { readDay, writeDay, type Day } from './day.js';
export { NeverOpen, OpenHours, type Reckoned } from './open-hours.js';
export { readWorkCalendar, type CalendarProblem } from './read-work-calendar.js';
export type { WorkCalendar } from './work-calendar.js';
export {
  clockTime,
  dayAt,
  daySpan,
  isZone,
  lastTimeOfDay,
  momentOf,
  monthSpan,
  promisedTime,
  weekSpan,
  type Span,
} from './zone-time.js';
