import type { Rule } from './shape.js';

/** The last second of the year 9999: a year of five digits is no date of a person's calendar, and Intl can not format it. */
export const maxUnixTime = 253_402_300_799;

/** A Unix time in seconds, as every body takes it; milliseconds and microseconds of today are refused. */
export const timeRule: Rule = { type: 'int', min: 0, max: maxUnixTime };
