import type { Country } from '../country-year.js';

const newYear = ['01-01', '01-02', '01-03', '01-04', '01-05', '01-06', '01-07', '01-08'];

/**
 * Days off in Russia. Holidays: article 112 of the Labour Code; the day before one is an hour shorter: article 95. The
 * government moves days off by a decree of its own for each year, usually in the autumn before. A year is entered here
 * from its decree alone: a guess would close branches on a working day.
 */
export const russia: Country = {
  holidays: [...newYear, '02-23', '03-08', '05-01', '05-09', '06-12', '11-04'],
  unmoved: newYear,
  decrees: {
    2025: {
      source: 'Постановление Правительства РФ от 04.10.2024 № 1335',
      moved: [
        ['2025-01-04', '2025-05-02'],
        ['2025-01-05', '2025-12-31'],
        ['2025-02-23', '2025-05-08'],
        ['2025-03-08', '2025-06-13'],
        ['2025-11-01', '2025-11-03'],
      ],
    },
    2026: {
      source: 'Постановление Правительства РФ от 24.09.2025 № 1466',
      moved: [
        ['2026-01-03', '2026-01-09'],
        ['2026-01-04', '2026-12-31'],
      ],
    },
  },
};
