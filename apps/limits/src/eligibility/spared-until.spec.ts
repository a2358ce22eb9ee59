import { expect, it } from '@jest/globals';
import { sparedUntil } from './spared-until.js';

const startedAt = new Date('2026-05-01T08:00:00Z');
const may = Date.parse('2026-05-04T08:00:00Z');
const ahead = (days: number) => new Date(may + days * 86_400_000);

it.each<[string, Date | null, number, string | null]>([
  ['the days of the group from the start on', startedAt, 14, '2026-05-15T08:00:00.000Z'],
  ['nobody where the group says nothing', startedAt, 0, null],
  ['nobody whose start is not known', null, 14, null],
  ['who starts within these days', ahead(14), 14, '2026-06-01T08:00:00.000Z'],
  ['nobody who starts later', ahead(15), 14, null],
])('spares %s', (_, started, days, until) => {
  const found = sparedUntil(started, days, may);
  expect(found === null ? null : new Date(found).toISOString()).toBe(until);
});
