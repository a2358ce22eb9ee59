import type { Country } from './country-year.js';
import { russia } from './data/russia.js';

/** Countries whose days off are known, by the code that calendars name them with. */
export const countries: Readonly<Record<string, Country>> = { ru: russia };

/** The days off of a country, or null when they are not known. */
export function findCountry(code: string): Country | null {
  return Object.hasOwn(countries, code) ? (countries[code] ?? null) : null;
}
