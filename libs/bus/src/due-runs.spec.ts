import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dueRuns, faultOf, lastDue, type When } from './due-runs.js';

const at = (text: string) => new Date(text);
const evening: When = { at: '19:00', timeZone: 'Europe/Moscow' };
const tenMinutes: When = { everyMs: 600_000 };

describe('the last moment', () => {
  it.each<[When, string | undefined, string, string]>([
    [tenMinutes, undefined, '2026-06-01T10:09:59Z', '2026-06-01T10:00:00Z'],
    [tenMinutes, 'Asia/Omsk', '2026-06-01T10:10:00Z', '2026-06-01T10:10:00Z'],
    [evening, undefined, '2026-06-01T15:59:59Z', '2026-05-31T16:00:00Z'],
    [evening, undefined, '2026-06-01T16:00:00Z', '2026-06-01T16:00:00Z'],
    [evening, 'Asia/Yekaterinburg', '2026-06-01T15:00:00Z', '2026-06-01T14:00:00Z'],
    [evening, 'Nowhere/Here', '2026-06-01T16:00:00Z', '2026-06-01T16:00:00Z'],
    // Clocks skip 02:30 on the 29th, and pass it twice on 25 October.
    [{ at: '02:30', timeZone: 'Europe/Berlin' }, undefined, '2026-03-29T12:00:00Z', '2026-03-29T01:00:00Z'],
    [{ at: '02:30', timeZone: 'Europe/Berlin' }, undefined, '2026-10-25T01:45:00Z', '2026-10-25T00:30:00Z'],
  ])('of %j in %s at %s is %s', (when, zone, now, moment) => {
    expect(lastDue(when, zone, at(now))).toEqual(at(moment));
  });
});

it.each<[When, string | null]>([
  [tenMinutes, null],
  [evening, null],
  [{ everyMs: 500 }, 'every 500 ms'],
  [{ everyMs: 1000.5 }, 'every 1000.5 ms'],
  [{ at: '24:00', timeZone: 'UTC' }, 'at 24:00'],
  [{ at: '9:00', timeZone: 'UTC' }, 'at 9:00'],
  [{ at: '09:00', timeZone: 'Mars/Base' }, 'in the zone Mars/Base'],
])('%j: %j', (when, fault) => {
  expect(faultOf(when)).toBe(fault);
});

describe('what is due', () => {
  const subjects = [
    { key: 'moscow', timeZone: 'Europe/Moscow', payload: { branch: 1 } },
    { key: 'omsk', timeZone: 'Asia/Omsk', payload: { branch: 2 } },
  ];
  const now = at('2026-06-01T14:00:00Z');
  const moscow = at('2026-05-31T16:00:00Z');
  const omsk = at('2026-06-01T13:00:00Z');

  it('is nothing for who is seen for the first time', () => {
    const { first, due } = dueRuns(evening, subjects, new Map(), now);
    expect(first.map(({ key, dueAt }) => [key, dueAt])).toEqual([
      ['moscow', moscow],
      ['omsk', omsk],
    ]);
    expect(due).toEqual([]);
  });

  it.each<[When, string, boolean]>([
    [tenMinutes, '2026-06-01T14:00:00Z', false],
    [tenMinutes, '2026-06-01T14:10:00Z', false],
    [tenMinutes, '2026-06-01T14:20:00Z', true],
    [evening, '2026-06-02T16:00:00Z', false],
    [evening, '2026-06-04T16:00:00Z', true],
  ])('with %j is who is known as of %s, ahead of any clock: %s', (when, known, isDue) => {
    const [subject] = subjects.slice(0, 1);
    const { due } = dueRuns(when, [subject!], new Map([['moscow', at(known)]]), now);
    expect(due).toHaveLength(isDue ? 1 : 0);
  });

  it('is each subject by its own clock', () => {
    const known = new Map([
      ['moscow', moscow],
      ['omsk', moscow],
    ]);
    const run = { key: 'omsk', payload: { branch: 2 }, dueAt: omsk };
    expect(dueRuns(evening, subjects, known, now)).toEqual({ first: [], due: [run] });
  });

  it('is the last missed moment alone after a standstill', () => {
    const known = new Map(subjects.map(({ key }) => [key, at('2026-03-01T00:00:00Z')]));
    expect(dueRuns(evening, subjects, known, now).due.map(({ dueAt }) => dueAt)).toEqual([moscow, omsk]);
  });

  const [vladivostok, moscowZone, kamchatka] = ['Asia/Vladivostok', 'Europe/Moscow', 'Asia/Kamchatka'];
  it.each<[string, string, string, string, string[]]>([
    ['further west, not again on that day', vladivostok, moscowZone, '2026-06-01T09:00:00Z', []],
    [
      ...(['further east, the next day’s', moscowZone, kamchatka, '2026-06-01T16:00:00Z'] as const),
      ['2026-06-02T07:00:00Z'],
    ],
  ])('of who goes to a zone %s', (_name, from, to, ran, expected) => {
    expect(lastDue(evening, from, at(ran))).toEqual(at(ran));
    const dueAfter = (hours: number) => {
      const until = new Date(at(ran).getTime() + hours * 3_600_000);
      const subject = { key: 'a', timeZone: to, payload: {} };
      return dueRuns(evening, [subject], new Map([['a', at(ran)]]), until).due;
    };
    expect(dueAfter(16).map(({ dueAt }) => dueAt)).toEqual(expected.map(at));
    expect(dueAfter(32)).toHaveLength(1);
  });

  it('is each moment once, whatever clocks tick when', () => {
    const start = at('2026-03-20T00:00:00Z').getTime();
    // Ticks of copies whose clocks differ by less than a period: they come in another order than their moments.
    const tick = fc.tuple(fc.integer({ min: 0, max: 20 * 24 * 60 }), fc.integer({ min: 0, max: 9 }));
    const ticks = fc
      .array(tick, { minLength: 1, maxLength: 100 })
      .map((all) => all.sort(([one], [other]) => one - other).map(([minute, ahead]) => minute + ahead));
    const whens = fc.constantFrom<When>(evening, tenMinutes, { at: '02:30', timeZone: 'Europe/Berlin' });
    fc.assert(
      fc.property(whens, ticks, (when, minutes) => {
        const known = new Map<string, Date>([['a', lastDue(when, undefined, new Date(start))]]);
        const runs: number[] = [];
        for (const minute of minutes) {
          const { due } = dueRuns(
            when,
            [{ key: 'a', payload: {} }],
            known,
            new Date(start + minute * 60_000),
          );
          for (const { key, dueAt } of due) {
            known.set(key, dueAt);
            runs.push(dueAt.getTime());
          }
        }
        expect(runs).toEqual([...new Set(runs)].sort((a, b) => a - b));
        const latest = new Date(start + Math.max(...minutes) * 60_000);
        const last = lastDue(when, undefined, latest);
        expect(known.get('a')).toEqual(last);
      }),
    );
  });
});
