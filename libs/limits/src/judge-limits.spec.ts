import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cases, type LimitCase } from '../test/cases.js';
import { recount } from '../test/recount.js';
import { judgeLimits, limitsAt, quotasOn, type Bounds, type Judged, type Known } from './judge-limits.js';
import type { Verdict } from './limit.js';
import { limits, type LimitName } from './limits.js';
import { quotas, type QuotaName } from './quotas.js';

const notNew = { sparedUntil: null };

/** Bounds of a case, which names limits by number. */
function boundsOf(numbers: LimitCase['input']['limits']): Bounds {
  return Object.fromEntries(limits.map(({ name, number }) => [name, numbers[String(number)] ?? null]));
}

const isAbsurd = (name: LimitName, value: number) => {
  const { min, max } = limits.find((limit) => limit.name === name)!.bound;
  return value < min || value > max;
};

describe('the cases', () => {
  const judged = cases.filter(({ expected }) => !expected.refused && expected.reason === null);

  it.each(judged.map((one) => [one.id, one.title, one] as const))('%s: %s', (_id, _title, one) => {
    const { input, expected } = one;
    if (expected.refused) return;
    const at = { now: Date.parse(input.now), zone: input.account.timeZone };
    const on = limitsAt(at)(boundsOf(input.limits), {}, notNew);
    const blocking = judgeLimits(on, recount(one), at).flatMap((judgement) => {
      if (!judgement.isKnown || !judgement.blocks) return [];
      const { number } = limits.find(({ name }) => name === judgement.limit)!;
      const { value, bound, freesAt, facts } = judgement;
      const thisWeek = number === 10 ? { thisWeek: facts?.thisWeek } : {};
      return [{ limit: number, value, bound, freesAt, ...thisWeek }];
    });
    const right = expected.blocks.map(({ limit, value, bound, freesAt, thisWeek }) => ({
      ...{ limit, value, bound, freesAt: freesAt === null ? null : Date.parse(freesAt) },
      ...(limit === 10 ? { thisWeek } : {}),
    }));
    expect(blocking).toEqual(right);
    expect(blocking.length === 0).toBe(expected.allowed);
  });

  it('refuse exactly the bounds that the descriptors call absurd', () => {
    for (const { input, expected } of cases) {
      const absurd = limits.flatMap(({ name, number }) => {
        const bound = input.limits[String(number)] ?? null;
        return bound !== null && isAbsurd(name, bound) ? [{ limit: number, bound }] : [];
      });
      expect(absurd).toEqual(expected.refused ?? []);
    }
  });
});

const at = { now: Date.parse('2026-05-20T10:00:00Z'), zone: 'Europe/Moscow' };
const knownAs = (answers: (question: string) => number | null): Known => ({
  answer: ({ of }) => answers(of),
  reach: () => 'whole',
});
/** Any answer that a question may get: counts are never missing, moments are not after now. */
const anyAnswers = fc.record({
  moment: fc.option(fc.integer({ min: 0, max: 400 * 86_400 }).map((ago) => at.now - ago * 1000)),
  count: fc.nat(200),
  other: fc.nat(200),
});
const known = ({ moment, count, other }: { moment: number | null; count: number; other: number }) => {
  let asked = 0;
  return knownAs((of) =>
    ['lastGrant', 'oldestDue', 'lastEntry'].includes(of) ? moment : asked++ % 2 ? other : count,
  );
};

type Judge = (bound: number, known: Known) => Judged<LimitName | QuotaName>[];
/** Every limit of every list, with the judgement of one bound as whom it serves gets it. */
const everyLimit = [
  ...limits.map((limit) => {
    const judgeOne: Judge = (bound, known) =>
      judgeLimits(limitsAt(at)({ [limit.name]: bound }, {}, notNew), known, at);
    return [`${limit.name} of managers`, limit, judgeOne] as const;
  }),
  ...quotas.map((limit) => {
    const judgeOne: Judge = (bound, known) => judgeLimits(quotasOn({ [limit.name]: bound }, at), known, at);
    return [`${limit.name} of branches`, limit, judgeOne] as const;
  }),
];

describe.each(everyLimit)('%s', (_of, limit, judgeOne) => {
  const judge = (bound: number, knowing: Known): Verdict => {
    const [one] = judgeOne(bound, knowing);
    if (!one?.isKnown) throw new Error('It was not judged');
    return one;
  };
  const anyBound = fc.integer({ min: limit.bound.min, max: Math.min(limit.bound.max, 400) });

  it('is total: every answer and bound get a verdict, and what blocks until a moment blocks until later', () => {
    fc.assert(
      fc.property(anyBound, anyAnswers, (bound, answers) => {
        const { blocks, value, freesAt } = judge(bound, known(answers));
        expect(value === null || Number.isInteger(value)).toBe(true);
        if (blocks && freesAt !== null) expect(freesAt).toBeGreaterThan(at.now);
      }),
    );
  });

  it('is monotone in its bound, in the direction that it names', () => {
    fc.assert(
      fc.property(anyBound, anyBound, anyAnswers, (one, two, answers) => {
        const [smaller, larger] = [Math.min(one, two), Math.max(one, two)];
        const [looser, tighter] = limit.largerIs === 'looser' ? [larger, smaller] : [smaller, larger];
        if (judge(looser, known(answers)).blocks) expect(judge(tighter, known(answers)).blocks).toBe(true);
      }),
    );
  });

  it('is not judged before what it asks for is in', () => {
    const nothingIn: Known = {
      answer: () => 0,
      reach: ({ what }) => (what === 'nothing' ? 'whole' : 'missing'),
    };
    const [one] = judgeOne(5, nothingIn);
    const asks = Object.values(limit.ask(at, 5)).map(({ of }) => of);
    expect(one?.isKnown).toBe(asks.every((of) => ['lastGrant', 'leadsGiven'].includes(of)));
  });

  it('says when closed deals stood in for its history', () => {
    const known: Known = { answer: () => 0, reach: () => 'estimated' };
    const [one] = judgeOne(5, known);
    expect(one).toMatchObject({ isKnown: true, isEstimated: true });
  });
});

describe.each(limits.map((limit) => [limit.name, limit] as const))('%s of managers', (name, limit) => {
  it('is off when empty, takes the bound of the group when nothing is said, and the own one before that', () => {
    const bounds = (own: Bounds, group: Bounds) =>
      limitsAt(at)(own, group, notNew).map(({ bound, limit: on }) => [on.name, bound]);
    expect(bounds({}, {})).toEqual([]);
    expect(bounds({ [name]: null }, { [name]: 5 })).toEqual([]);
    expect(bounds({}, { [name]: 5 })).toEqual([[name, 5]]);
    expect(bounds({ [name]: 7 }, { [name]: 5 })).toEqual([[name, 7]]);
  });

  it('spares newcomers until their time is over, if it says so', () => {
    const on = (sparedUntil: number) => limitsAt(at)({ [name]: 5 }, {}, { sparedUntil }).length;
    expect(on(at.now + 1)).toBe(limit.sparesNewcomers ? 0 : 1);
    expect(on(at.now)).toBe(1);
  });
});

it('spares newcomers the limits of the past only', () => {
  const spared = limits.filter(({ sparesNewcomers }) => sparesNewcomers).map(({ number }) => number);
  expect(spared).toEqual([6, 9, 10]);
});

describe('quotas', () => {
  it('ask only what is known of a branch', () => {
    const asked = quotas.flatMap(({ ask }) => Object.values(ask(at, 5)).map(({ of }) => of));
    expect(new Set(asked)).toEqual(new Set(['lastGrant', 'leadsGiven', 'activeDeals']));
  });

  it('are none of them zero: a branch that is to get no lead is paused', () => {
    const leads = quotas.filter(({ name }) => name !== 'interval');
    expect(leads.map(({ bound }) => bound.min)).toEqual([1, 1, 1]);
  });

  it('are off when empty or missing', () => {
    expect(quotasOn({ leadsPerDay: null }, at)).toEqual([]);
    expect(quotasOn({ leadsPerDay: 5 }, at).map(({ limit }) => limit.name)).toEqual(['leadsPerDay']);
  });

  it('let no more leads through than their bound', () => {
    const given = (count: number) => knownAs((of) => (of === 'lastGrant' ? null : count));
    for (const name of ['leadsPerDay', 'leadsPerMonth', 'openLeads'] as const) {
      const blocks = (count: number) =>
        judgeLimits(quotasOn({ [name]: 3 }, at), given(count), at).some((one) => one.isKnown && one.blocks);
      expect([blocks(2), blocks(3)]).toEqual([false, true]);
    }
  });
});
