import { describe, expect, it } from '@jest/globals';
import type { RoutingRulesBody } from '@hub/contracts';
import { areasOf, RegionReader } from '@hub/regions';
import { branchOf } from '../../test/situation.js';
import { lintRules } from './lint-rules.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const plain = {
  hqAccountId: 'hq',
  intakePipelineId: 1,
  handedOverStatusId: 2,
  regionFieldId: 3,
  allowedFieldIds: [],
};
const day = {
  timeZone: 'Europe/Moscow',
  weekdays: { 1: [['09:00', '18:00'] as [string, string]] },
  daysOff: [],
};
const branch = (id: string, region: string | null, change = {}) => {
  const regions = region === null ? [] : [{ name: region, aliases: [] }];
  return {
    ...branchOf(id, { regions, areas: areasOf(regions, read) }),
    ...{ calendar: null, stages: null as ReadonlyMap<string, string> | null },
    ...change,
  };
};
const all = [
  branch('a', 'Самара'),
  branch('b', 'Юг'),
  branch('c', 'Казань'),
  branch('gone', null, { state: 'closed' }),
];
const lint = (change: Partial<RoutingRulesBody>, branches = all) =>
  lintRules(
    { ...plain, ...change },
    { branches, read, regions: RegionReader.names, now: new Date('2026-11-23T06:00:00Z') },
  );
const errors = (change: Partial<RoutingRulesBody>) =>
  lint(change).errors.map(({ path, detail }) => `${path} ${detail.key.slice('rules.'.length)}`);
const to = (region: string, ...branchIds: string[]) => ({
  region,
  branches: branchIds.map((branchId) => ({ branchId, weight: 1 })),
});

describe('lintRules', () => {
  it('finds nothing wrong in the simple form', () => {
    expect(errors({})).toEqual([]);
    expect(
      errors({ territories: [to('Москва', 'a', 'b'), { ...to('Юг', 'b'), isExclusive: true }] }),
    ).toEqual([]);
  });

  it('keeps the pipeline of a branch inside head office for that branch', () => {
    const target = { accountId: 'hq', pipelineId: 1, statusId: 5, ownerId: null, standInId: null };
    const inside = (pipelineId: number) => [branch('in', 'Самара', { target: { ...target, pipelineId } })];
    const found = (pipelineId: number) =>
      lint({ escalation: { pipelineId: 7 } }, inside(pipelineId)).errors.map(({ path }) => path);
    expect(found(1)).toEqual(['intakePipelineId']);
    expect(found(7)).toEqual(['escalation.pipelineId']);
    expect(found(8)).toEqual([]);
  });

  it('refuses hours of head office in which the time to accept never runs', () => {
    const calendar = { timeZone: 'Europe/Moscow', hours: [], daysOff: [] };
    expect(errors({ escalation: { pipelineId: 7, calendar, acceptWithinMinutes: 60 } })).toEqual([
      'escalation.calendar.hours escalation-no-hours',
    ]);
    expect(errors({ escalation: { pipelineId: 7, calendar } })).toEqual([]);
  });

  it.each<[string, Partial<RoutingRulesBody>, string[]]>([
    [
      'an unknown branch',
      { territories: [to('Москва', 'x')] },
      ['territories.0.branches.0.branchId unknown-branch'],
    ],
    [
      'a closed branch',
      { territories: [to('Москва', 'gone')] },
      ['territories.0.branches.0.branchId unknown-branch'],
    ],
    [
      'a branch twice',
      { territories: [to('Москва', 'a', 'a')] },
      ['territories.0.branches.1.branchId branch-twice'],
    ],
    ['an unknown region', { territories: [to('Марс', 'a')] }, ['territories.0.region unknown-region']],
    ['a territory of nobody', { territories: [to('Москва')] }, ['territories.0.branches no-branches']],
    [
      'an overlap without weights',
      { territories: [{ region: 'Москва', branches: [{ branchId: 'a', weight: 2 }, { branchId: 'b' }] }] },
      ['territories.0.branches.1.weight no-weight'],
    ],
    [
      'an exclusive territory of two',
      { territories: [{ ...to('Москва', 'a', 'b'), isExclusive: true }] },
      ['territories.0.isExclusive not-exclusive'],
    ],
    [
      'one place twice',
      { territories: [to('Татарстан', 'a'), to('Республика Татарстан', 'b')] },
      ['territories.1.region territory-twice'],
    ],
    [
      'a territory in an exclusive one',
      { territories: [to('Набережные Челны', 'a'), { ...to('Татарстан', 'c'), isExclusive: true }] },
      ['territories.0.region in-exclusive'],
    ],
    [
      'a branch in an exclusive territory of others',
      { territories: [{ ...to('Татарстан', 'a'), isExclusive: true }] },
      ['territories.0.region others-inside'],
    ],
    [
      'one town twice, called otherwise',
      { territories: [to('Набережные Челны', 'a'), to('Наб. Челны', 'b')] },
      ['territories.1.region territory-twice'],
    ],
    [
      'a part of a town in an exclusive one',
      { territories: [to('Адлер', 'a'), { ...to('Сочи', 'b'), isExclusive: true }] },
      ['territories.0.region in-exclusive'],
    ],
    [
      'a branch in an exclusive town, called otherwise',
      { territories: [{ ...to('кзн', 'a'), isExclusive: true }] },
      ['territories.0.region others-inside'],
    ],
    [
      'nothing beside an exclusive short town',
      { territories: [{ ...to('тлт', 'b'), isExclusive: true }] },
      [],
    ],
    ['no fallback where it is needed', { outsideHours: 'next-branch' }, ['fallbackBranchId no-fallback']],
    ['an unknown fallback', { fallbackBranchId: 'x' }, ['fallbackBranchId unknown-branch']],
  ])('refuses %s', (_, change, found) => {
    expect(errors(change)).toEqual(found);
  });

  const stages = new Map([
    ['1/11', 'Новая'],
    ['1/12', 'Отказ филиала'],
    ['1/143', 'Закрыто и не реализовано'],
  ]);
  const named = [
    branch('s', null, { stages, target: { accountId: 's', pipelineId: 1, statusId: 11 } }),
    branch('t', null, { stages: null }),
  ];
  const rejection = (change: Partial<RoutingRulesBody>) => {
    const found = lint({ fallbackBranchId: 's', ...change }, named);
    return [found.errors, found.warnings].map((remarks) => remarks.map(({ detail: { key } }) => key));
  };

  it.each<[string, Partial<RoutingRulesBody>, string[], string[]]>([
    ['a stage of its own', { rejectStatusName: 'отказ филиала ' }, [], []],
    ['the stage that leads come into', { rejectStatusName: 'новая' }, ['rules.reject-first-stage'], []],
    ['a closing stage', { rejectStatusName: 'Закрыто и не реализовано' }, ['rules.reject-closing'], []],
    ['a stage that no branch has', { rejectStatusName: 'Отказ' }, [], ['rules.reject-nowhere']],
    ['a tag of its own', { rejectTag: 'неНаш' }, [], []],
    ['the tag of every handed-over lead', { rejectTag: 'ИзЦентра' }, ['rules.reject-own-tag'], []],
  ])('judges a rejection by %s', (_, change, wrong, doubtful) => {
    expect(rejection(change)).toEqual([wrong, doubtful]);
  });

  it('refuses one field for two things', () => {
    expect(errors({ branchFieldId: 3, cityFieldId: 3 })).toEqual([
      'cityFieldId field-twice',
      'branchFieldId field-twice',
    ]);
    expect(errors({ branchFieldId: 4, cityFieldId: 4 })).toEqual(['branchFieldId field-twice']);
  });

  it('needs no weights where branches take turns or are chosen by load', () => {
    const territories = [{ region: 'Москва', branches: [{ branchId: 'a' }, { branchId: 'b' }] }];
    expect(errors({ territories, strategy: 'round-robin' })).toEqual([]);
    expect(errors({ territories, strategy: 'least-open' })).toEqual([]);
  });

  it('warns of regions that nobody covers, and of nights', () => {
    const [uncovered] = lint({}).warnings;
    expect(uncovered).toMatchObject({ path: 'territories', detail: { key: 'rules.uncovered' } });
    expect(uncovered?.detail.facts.regions).toContain('Пермский край');
    expect(uncovered?.detail.facts.regions).not.toContain('Самарская область');
    expect(lint({ fallbackBranchId: 'a' }).warnings).toEqual([]);
    const night = lint({ outsideHours: 'wait-for-opening', fallbackBranchId: 'a' }, [
      branch('a', null, { calendar: day }),
    ]);
    expect(night.warnings).toMatchObject([{ path: 'outsideHours', detail: { facts: { hours: 159 } } }]);
    const paused = lint({ fallbackBranchId: 'p' }, [branch('p', null, { state: 'paused', target: null })]);
    expect(paused.warnings.map(({ detail }) => detail.key)).toEqual([
      'rules.fallback-paused',
      'rules.fallback-nowhere',
    ]);
  });

  it('warns of a branch of a territory that has nowhere to get leads', () => {
    const all = [branch('a', 'Самара'), branch('b', null, { target: null })];
    const { warnings } = lint({ fallbackBranchId: 'a', territories: [to('Самара', 'a', 'b')] }, all);
    expect(warnings).toMatchObject([
      { path: 'territories.0.branches.1.branchId', detail: { key: 'rules.branch-nowhere' } },
    ]);
  });
});
