import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseWaiting, type WaitingCall } from './choose-waiting.js';

interface Call extends WaitingCall {
  since: number;
}

const most = 3;
const patience = 10;
const nameOf = ({ company }: Call) => company?.name;

/** One slot is free at each moment from `from` on; a call with company takes along what may leave with it. */
function serve(calls: readonly Call[], from = 0): Call[][] {
  const [coming, waiting, served] = [[...calls], [] as Call[], [] as Call[][]];
  for (let now = 0; coming.length + waiting.length > 0; now++) {
    while (coming[0] && coming[0].since <= now) waiting.push(coming.shift()!);
    const chosen = now >= from ? chooseWaiting(waiting, now) : undefined;
    if (!chosen) continue;
    const others = waiting.filter((one) => one !== chosen && one.company && nameOf(one) === nameOf(chosen));
    const batch = [chosen, ...others.slice(0, most - 1)];
    waiting.splice(0, Infinity, ...waiting.filter((one) => !batch.includes(one)));
    served.push(batch);
  }
  return served;
}

const call = (since: number, name?: string, yields = patience): Call => ({
  since,
  company: name === undefined ? undefined : { name, most },
  yieldsUntil: since + yields,
});
const calls = fc
  .array(
    fc.record({
      since: fc.nat({ max: 60 }),
      name: fc.constantFrom(undefined, undefined, 'PATCH leads', 'POST notes'),
      yields: fc.nat({ max: patience }),
    }),
    { maxLength: 60 },
  )
  .map((some) => some.map(({ since, name, yields }) => call(since, name, yields)))
  .map((some) => some.sort((one, other) => one.since - other.since));

describe('chooseWaiting', () => {
  it('goes by arrival among calls that leave alone, and among calls with company', () => {
    fc.assert(
      fc.property(calls, (some) => {
        const chosen = serve(some).map(([first]) => first!);
        for (const hasCompany of [true, false]) {
          const alike = chosen.filter(({ company }) => (company !== undefined) === hasCompany);
          expect(alike).toEqual(some.filter((one) => alike.includes(one)));
        }
      }),
    );
  });

  it('lets no later call pass one that has yielded long enough, or whose company is full', () => {
    fc.assert(
      fc.property(calls, fc.nat({ max: 80 }), (waiting, now) => {
        const chosen = chooseWaiting(waiting, now)!;
        const passed = waiting.slice(0, waiting.indexOf(chosen));
        for (const one of passed) {
          expect(one.company).toBeDefined();
          expect(one.yieldsUntil).toBeGreaterThan(now);
          expect(waiting.filter(({ company }) => company?.name === nameOf(one)).length).toBeLessThan(most);
        }
      }),
    );
  });

  it('serves a write in a stream of searches that never ends once it has yielded, behind earlier ones only', () => {
    const searches = Array.from({ length: 50 }, (_, at) => call(at));
    const served = serve([...searches.slice(0, 5), call(4, 'POST notes'), ...searches.slice(5)]);
    expect(served.findIndex(([first]) => nameOf(first!) === 'POST notes')).toBe(4 + patience);
  });

  it('takes every call in its turn where none has company', () => {
    fc.assert(
      fc.property(calls, (some) => {
        const alone = some.map((one) => ({ ...one, company: undefined }));
        expect(serve(alone).flat()).toEqual(alone);
      }),
    );
  });

  it('needs no more slots than the order of arrival where all wait already', () => {
    fc.assert(
      fc.property(calls, (some) => {
        const inTurn = some.map((one) => ({ ...one, yieldsUntil: one.since }));
        expect(serve(some, 60).length).toBeLessThanOrEqual(serve(inTurn, 60).length);
      }),
    );
  });

  it('lets searches go first and the writes of all leads leave as one behind them', () => {
    const leads = Array.from({ length: 2 }, (_, at) => at);
    const served = serve([...leads.flatMap((at) => [call(at), call(at, 'POST complex')])]);
    expect(served.map((batch) => batch.length)).toEqual([1, 1, 2]);
  });
});
