import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import { allLists, listAddress } from '../snapshot/lists.js';
import {
  detailsOfPlan,
  goingKinds,
  listsNaming,
  listsOfPlan,
  scopeOf,
  type ScopeInput,
} from './plan-scope.js';

const pipeline = (name: string): Draft => ({ kind: 'pipeline', within: '', attributes: { name } });
const stage = (within: string, name: string, newbie = ''): Draft => ({
  kind: 'stage',
  within,
  attributes: { name, newbie },
});
const field = (within: string, name: string): Draft => ({
  kind: 'field',
  within,
  attributes: { name, type: 'text' },
});

const none: ScopeInput = { configuration: buildConfiguration([]), earlier: [], ledger: [], options: {} };
const lists = (input: Partial<ScopeInput>) =>
  allLists()
    .filter(scopeOf({ ...none, ...input }).includes)
    .map((name) => listAddress(name).trim());

describe('the scope of a look', () => {
  it('is the lists in which the release or the ledger has anything', () => {
    const configuration = buildConfiguration([pipeline('Продажи'), field('contacts', 'Регион')]);
    const entry = { kind: 'tag', ref: 'leads/VIP', branchId: 'leads/7', origin: 'created' } as const;
    expect(lists({ configuration })).toEqual(['fields contacts', 'pipelines']);
    expect(lists({ ledger: [entry] })).toEqual(['tags leads']);
    // Without a branch id its list is unknown.
    expect(lists({ ledger: [{ ...entry, branchId: '' }] })).toEqual([
      'tags leads',
      'tags contacts',
      'tags companies',
    ]);
    expect(lists({})).toEqual([]);
  });

  it('is every list of a kind that a limit counts', () => {
    const configuration = buildConfiguration([field('leads', 'Регион')]);
    expect(lists({ configuration, options: { limits: { fields: 50 } } })).toContain('fields companies');
    expect(lists({ configuration, options: { limits: { pipelines: 9 } } })).toContain('pipelines');
  });

  it('has details of what a release says any about, by its name or by what the hub brought', () => {
    const described = buildConfiguration([pipeline('Продажи'), stage('Продажи', 'Новая', 'Позвоните.')]);
    const bare = buildConfiguration([pipeline('Продажи'), stage('Продажи', 'Новая')]);
    const { ref } = described.objects[0]!;
    const ledger = [{ kind: 'pipeline', ref, branchId: '12', origin: 'created' } as const];
    const wants = (input: Partial<ScopeInput>) => {
      const scope = scopeOf({ ...none, ...input });
      return [
        scope.wants({ id: 12, name: 'Переименована' }),
        scope.wants({ id: 13, name: 'Продажи' }),
        scope.wants({ id: 14, name: 'Своя' }),
      ];
    };
    expect(wants({ configuration: described, ledger })).toEqual([true, true, false]);
    expect(wants({ configuration: bare, ledger })).toEqual([false, false, false]);
    expect(wants({ configuration: bare, earlier: [described], ledger })).toEqual([true, false, false]);
  });
});

describe('the look before an apply', () => {
  const read = (...changes: Parameters<typeof planOf>) => listsOfPlan(planOf(...changes)).map(listAddress);

  it.each<[string, Parameters<typeof planOf>, string[]]>([
    ['what is written', [{ kind: 'tag', within: 'leads' }], ['tags leads']],
    ['what is taken over', [{ action: 'adopt', kind: 'tag', branchId: 'contacts/1' }], ['tags contacts']],
    ['nothing that is left out', [{ action: 'blocked' }, { action: 'manual', kind: 'tag' }], []],
    ['the parent of what it holds', [{ kind: 'enum', within: 'leads/Вид' }], ['fields leads']],
    [
      'what a new reference names',
      [{ kind: 'field', within: 'leads', after: { group: 'leads/Договор', requiredAt: ['Продажи/Новая'] } }],
      ['fields leads', 'groups leads', 'pipelines '],
    ],
    [
      'what may name a stage that goes',
      [{ action: 'delete', branchId: '1/2', before: { name: 'x' }, after: null }],
      ['pipelines ', 'fields leads', 'fields contacts', 'fields companies'],
    ],
    [
      'nothing more for a field that goes',
      [{ action: 'delete', kind: 'field', branchId: 'leads/2', before: { name: 'x' }, after: null }],
      ['fields leads'],
    ],
  ])('reads %s', (_what, changes, expected) => {
    expect(read(...changes)).toEqual(expected);
  });
});

it('reads details again of what it writes or writes in', () => {
  const plan = planOf(
    { kind: 'pipeline', name: 'Новая' },
    { kind: 'stage', action: 'delete', within: '13', branchId: '13/2', after: null },
    { kind: 'stage', within: 'Сервис' },
    { kind: 'stage', within: 'Другая', action: 'blocked' },
    { kind: 'enum', within: 'leads/15' },
  );
  const wants = detailsOfPlan({ ...plan, ids: { 'pipeline Сервис': '14', 'pipeline Другая': '15' } });
  const found = [12, 13, 14, 15].filter((id) => wants({ id, name: id === 12 ? 'Новая' : 'x' }));
  expect(found).toEqual([12, 13, 14]);
});

it('knows what goes with a pipeline, and what may name that', () => {
  const gone = { action: 'delete', kind: 'pipeline', before: { name: 'x' }, after: null } as const;
  expect(goingKinds(planOf(gone))).toEqual(new Set(['pipeline', 'stage']));
  expect(goingKinds(planOf({ ...gone, action: 'manual' }))).toEqual(new Set());
  expect(listsNaming(new Set(['tag']))).toEqual([]);
});
