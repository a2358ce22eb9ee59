import { describe, expect, it } from '@jest/globals';
import { goldenCases } from '../../test/golden-cases.js';
import { kinds } from '../kind/kinds.js';
import { checkSafety, defaultThresholds } from './check-safety.js';
import type { Change, Plan } from './plan.js';

const [fresh, , risky] = goldenCases('blueprints/franchise.yaml').map(({ plan }) => plan);

/** A plan with so many managed objects, updates and deletions; everything else does not matter here. */
function planOf(managed: number, updates: number, deletions: number): Plan {
  const [change] = fresh!.changes;
  const after = { name: 'x' };
  const some = (action: Change['action'], count: number) =>
    Array.from({ length: count }, () => ({ ...change!, kind: 'stage' as const, action, after, risks: [] }));
  return {
    ...fresh!,
    changes: [...some('update', updates), ...some('delete', deletions)],
    counts: { ...fresh!.counts, managed, blocked: 0 },
  };
}

describe('checkSafety', () => {
  it.each([
    [10, 3, 0, 'safe'],
    [10, 4, 0, 'refused'],
    [9, 9, 9, 'safe'],
    [10, 0, 3, 'safe'],
    [10, 0, 4, 'refused'],
    [100, 30, 30, 'safe'],
    [100, 31, 0, 'refused'],
  ] as const)(
    'of %i managed objects, %i updates and %i deletions are %s',
    (managed, updates, deletions, verdict) => {
      expect(checkSafety(planOf(managed, updates, deletions)).verdict).toBe(verdict);
    },
  );

  it('counts what goes with a parent', () => {
    const few = planOf(100, 0, 3);
    const risks = [{ code: 'takes-along', count: 20 } as const];
    expect(checkSafety(few)).toEqual({ verdict: 'safe' });
    expect(checkSafety({ ...few, changes: few.changes.map((change) => ({ ...change, risks })) })).toEqual({
      verdict: 'refused',
      objections: [{ code: 'too-many-deletions', share: 0.63, allowed: 0.3 }],
    });
  });

  it('asks before a pipeline or all of a kind goes, however small the share is', () => {
    const [change] = fresh!.changes;
    const gone = (kind: Change['kind'], name: string, risks: Change['risks']) => ({
      ...change!,
      ...{ action: 'delete' as const, kind, name, risks },
    });
    const all = [{ code: 'all-of-kind', count: 2 } as const];
    const changes = [
      gone('pipeline', 'Сервис', []),
      gone('loss-reason', 'Дорого', all),
      gone('loss-reason', 'Долго', all),
      gone('field', 'Регион', []),
    ];
    expect(checkSafety({ ...planOf(1000, 0, 0), changes })).toEqual({
      verdict: 'refused',
      objections: [
        { code: 'pipelines-go', names: ['Сервис'] },
        { code: 'all-of-kind', kind: 'loss-reason', count: 2 },
      ],
    });
  });

  it('lets a fresh branch through and stops lost values, but no open questions', () => {
    expect(checkSafety(fresh!)).toEqual({ verdict: 'safe' });
    const safety = checkSafety(risky!);
    expect(safety.verdict === 'refused' && safety.objections).toEqual([
      { code: 'too-many-deletions', share: expect.closeTo(13 / 42), allowed: 0.3 },
      { code: 'pipelines-go', names: ['Передача в головной офис'] },
      { code: 'values-lost', count: 143 },
    ]);
  });

  it('counts what it takes over and changes, though it manages nothing yet', () => {
    const adoption = {
      ...fresh!.changes[0]!,
      ...{ action: 'adopt' as const, kind: 'stage' as const, risks: [] },
    };
    const adopting = (changed: number) => ({
      ...fresh!,
      changes: Array.from({ length: 10 }, (_, at) => ({
        ...adoption,
        after: Object.fromEntries(at < changed ? [['name', 'x']] : []),
      })),
      counts: { ...fresh!.counts, managed: 0, blocked: 0, adopt: 10 },
    });
    expect(checkSafety(adopting(3)).verdict).toBe('safe');
    expect(checkSafety(adopting(4))).toMatchObject({ objections: [{ code: 'too-many-updates' }] });
  });

  it.each<[string, Partial<Change>, 'safe' | 'refused']>([
    ['other tabs', { kind: 'field', after: { group: 'leads/Договор' } }, 'safe'],
    ['other names of tabs', { kind: 'field-group', after: { name: 'Договор' } }, 'safe'],
    ['other places', { kind: 'field', after: {}, moved: true }, 'safe'],
    ['another main pipeline', { kind: 'pipeline', after: { isMain: true } }, 'safe'],
    ['descriptions and colours', { kind: 'stage', after: { newbie: 'Позвоните.', color: '#fff' } }, 'safe'],
    ['other names', { kind: 'field', after: { name: 'Договор', group: null } }, 'refused'],
    ['fields that stop a deal', { kind: 'field', after: { requiredAt: ['Продажи/Договор'] } }, 'refused'],
  ])('counts the harm and not the lines: %s', (_what, change, verdict) => {
    for (const action of ['update', 'adopt'] as const) {
      const plan = planOf(10, 10, 0);
      const changes = plan.changes.map((one) => ({ ...one, ...change, action }));
      expect(checkSafety({ ...plan, changes }).verdict).toBe(verdict);
    }
  });

  it.each([
    ['Продажи/~won', [{ code: 'deals-won', count: 7 }]],
    ['Продажи/~lost', [{ code: 'deals-lost', count: 7 }]],
    ['Продажи/Договор', []],
  ] as const)('asks who closes the deals that go to %s', (migrateTo, objections) => {
    const [removal] = planOf(100, 0, 1).changes;
    const risks = [{ code: 'deals-in-stage', count: 7 } as const, { code: 'takes-along', count: 3 } as const];
    const safety = checkSafety({ ...planOf(100, 0, 1), changes: [{ ...removal!, migrateTo, risks }] });
    expect(safety.verdict === 'refused' ? safety.objections : []).toEqual(objections);
  });

  it('is told by every kind which of its attributes are felt', () => {
    for (const { attributes, harmful } of kinds)
      expect(Object.keys(attributes)).toEqual(expect.arrayContaining([...harmful]));
  });

  it('is forced only by a name', () => {
    expect(checkSafety(risky!, defaultThresholds, ' ').verdict).toBe('refused');
    expect(checkSafety(risky!, defaultThresholds, ' Ирина ')).toMatchObject({
      verdict: 'forced',
      by: 'Ирина',
    });
  });
});
