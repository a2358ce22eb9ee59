import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isDue, isKeptFromReading, lastMoment, type Watched } from './night.js';

const night = { everyDays: 1, fromHour: 1, hours: 5 };
const hourMs = 3_600_000;
const at = (text: string) => new Date(text);

describe('lastMoment', () => {
  it('lies in the night of the account, not later than now and at most a day back', () => {
    const zones = fc.constantFrom('Europe/Moscow', 'Asia/Vladivostok', 'Europe/Kaliningrad');
    const moments = fc.date({ min: at('2026-01-01'), max: at('2027-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.uuid(), zones, moments, (accountId, zone, now) => {
        const moment = lastMoment(accountId, zone, now, night);
        const age = now.getTime() - moment.getTime();
        expect(age).toBeGreaterThanOrEqual(0);
        expect(age).toBeLessThan(24 * hourMs + 60_000);
        const hour = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' });
        expect(Number(hour.format(moment))).toBeGreaterThanOrEqual(1);
        expect(Number(hour.format(moment))).toBeLessThan(6);
      }),
    );
  });

  it('is the same moment whenever it is asked for on that day, and spreads accounts', () => {
    const ids = Array.from({ length: 200 }, (_, at) => `account-${at}`);
    const of = (id: string, now: string) => lastMoment(id, 'Europe/Moscow', at(now), night).getTime();
    for (const id of ids) expect(of(id, '2026-03-05T09:00:10Z')).toBe(of(id, '2026-03-05T18:59:59Z'));
    expect(new Set(ids.map((id) => of(id, '2026-03-05T09:00:00Z'))).size).toBeGreaterThan(100);
  });

  it('comes every so many days', () => {
    const every = { ...night, everyDays: 3 };
    const days = Array.from({ length: 9 }, (_, day) =>
      lastMoment('a', 'Europe/Moscow', at(`2026-03-0${day + 1}T12:00:00Z`), every).getTime(),
    );
    const gaps = days.slice(1).map((day, before) => (day - (days[before] ?? 0)) / (24 * hourMs));
    expect([...new Set(gaps)].sort()).toEqual([0, 3]);
  });
});

describe('isDue', () => {
  const now = at('2026-03-05T12:00:00Z');
  const moment = lastMoment('a', 'Europe/Moscow', now, night);
  const before = new Date(moment.getTime() - hourMs);
  const after = new Date(moment.getTime() + hourMs);
  const account: Watched = {
    ...{ accountId: 'a', timeZone: 'Europe/Moscow', isUnderway: false, touchedAt: before },
    ...{ readAt: before, askedAt: before, isOwed: false, hasFindings: false, unreadSince: null },
  };
  it.each([
    ['its night has passed since it was read', {}, true],
    ['it was never read', { readAt: null, askedAt: null }, true],
    ['it was read since', { readAt: after }, false],
    ['it was asked for since', { askedAt: after }, false],
    ['a plan was applied since', { touchedAt: after }, false],
    ['a plan ended since, and it has findings', { touchedAt: after, hasFindings: true }, true],
    ['and they were looked at again', { touchedAt: after, readAt: now, hasFindings: true }, false],
    ['and that was asked for', { touchedAt: after, askedAt: now, hasFindings: true }, false],
    ['a reading was put off', { readAt: after, isOwed: true }, true],
    ['a plan is being carried out', { isUnderway: true, isOwed: true }, false],
  ])('when %s', (_, more, expected) => {
    expect(isDue({ ...account, ...more }, now, night)).toBe(expected);
  });

  it('asks for nothing without a night but what was put off', () => {
    expect(isDue({ ...account, readAt: null, hasFindings: true }, now, null)).toBe(false);
    expect(isDue({ ...account, isOwed: true }, now, null)).toBe(true);
  });

  const inTheWay = { ...account, isUnderway: true, touchedAt: new Date(now.getTime() - 25 * hourMs) };
  it.each([
    ['a plan has stood for more than a day', {}, night, true],
    ['nobody asks for a reading', {}, null, false],
    ['a reading was put off', { isOwed: true }, null, true],
    ['the plan stands since today', { isOwed: true, touchedAt: before }, night, false],
    ['its alarm is open', { unreadSince: before }, night, false],
    ['no plan is in the way', { isUnderway: false }, night, false],
  ])('and is held up, or not, when %s', (_, more, when, expected) => {
    expect(isKeptFromReading({ ...inTheWay, ...more }, now, when)).toBe(expected);
  });
});
