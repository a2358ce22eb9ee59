import { expect, it } from '@jest/globals';
import { looseChecks, looseSearch } from './loose-job.js';

it('searches once for the merges of ten minutes, a minute after their end', () => {
  const at = (time: string) => looseSearch('a', new Date(`2026-05-20T${time}Z`));
  expect(at('10:09:59')).toEqual(at('10:00:00'));
  expect(at('10:00:00').runAt).toEqual(new Date('2026-05-20T10:11:00Z'));
  expect(at('10:10:00').id).not.toBe(at('10:09:59').id);
});

it('compares the whole account twice in six hours at most: at once, and at their end', () => {
  const at = (time: string) => looseChecks('a', new Date(`2026-05-20T${time}Z`));
  expect(at('11:59:59')).toEqual(at('06:00:00'));
  expect(at('06:00:00').last.runAt).toEqual(new Date('2026-05-20T12:00:00Z'));
  const { first, last } = at('06:00:00');
  expect(new Set([first.id, last.id, at('12:00:00').first.id]).size).toBe(3);
});
