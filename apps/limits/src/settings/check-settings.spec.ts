import { describe, expect, it } from '@jest/globals';
import { faultsOfLimits, faultsOfSettings, faultsOfStarts, type LimitedUser } from './check-settings.js';
import { groupOf, settingsOf, type Group } from './settings-of.js';

const stage = { pipelineId: 1, statusId: 2 };
const body = {
  name: 'Новостройки',
  managerIds: [5, 6],
  exchangeStages: [stage],
  exchangeUserIds: [1],
  targetStage: { pipelineId: 1, statusId: 3 },
};
const of = (...changes: Partial<Group>[]) =>
  settingsOf({ groups: changes.map((change, at) => ({ ...body, name: `${at}`, ...change })) });
const user = (change: Partial<LimitedUser> = {}): LimitedUser => ({
  ...{ userId: 5, enabled: true, limits: {} },
  ...change,
});
const paths = (errors: { path: string }[]) => errors.map(({ path }) => path);

describe('settingsOf', () => {
  it('says everything that a body leaves out', () => {
    expect(settingsOf({ groups: [body] })).toEqual({
      whenUnknown: 'block',
      groups: [
        {
          ...body,
          ...{ excludedStages: [], keyStages: [], saleStages: [], refusalStages: [], limits: {} },
          ...{ changeOwnerOfLinked: false, graceDays: 0, newestFirst: false },
        },
      ],
    });
  });

  it('finds the group of a manager', () => {
    const settings = of({ managerIds: [5] }, { managerIds: [6] });
    expect([groupOf(settings, 6)?.name, groupOf(settings, 7)]).toEqual(['1', null]);
  });
});

describe('faultsOfSettings', () => {
  it.each<[string, Partial<Group>[], string[]]>([
    ['nothing in two good groups', [{}, { managerIds: [7], exchangeUserIds: [1] }], []],
    ['a manager who is in two groups', [{}, { managerIds: [7, 6] }], ['groups.1.managerIds.1']],
    ['a manager who is in a group twice', [{ managerIds: [5, 5] }], ['groups.0.managerIds.1']],
    ['a name that is taken', [{ name: 'А' }, { name: 'А', managerIds: [] }], ['groups.1.name']],
    [
      'an exchange user who presses in another group',
      [{}, { managerIds: [], exchangeUserIds: [2, 6] }],
      ['groups.1.exchangeUserIds.1'],
    ],
    [
      'limit 10 without a key stage',
      [{ limits: { keyDealsLastWeek: 5 } }],
      ['groups.0.limits.keyDealsLastWeek'],
    ],
    [
      'a second key stage of a pipeline',
      [{ keyStages: [stage, { pipelineId: 2, statusId: 9 }, { pipelineId: 1, statusId: 3 }] }],
      ['groups.0.keyStages.2'],
    ],
    [
      'the stock of a group that could give nothing',
      [{ exchangeStages: [], exchangeUserIds: [] }],
      ['groups.0.exchangeStages', 'groups.0.exchangeUserIds'],
    ],
    [
      'not that of a group without managers',
      [{ managerIds: [], exchangeStages: [], exchangeUserIds: [] }],
      [],
    ],
    [
      'what is listed twice, by its second place',
      [
        {
          ...{ exchangeStages: [stage, stage], exchangeUserIds: [1, 2, 1] },
          ...{ saleStages: [stage, { pipelineId: 2, statusId: 2 }, stage], refusalStages: [stage, stage] },
        },
        { managerIds: [7], excludedStages: [stage, stage], exchangeStages: [stage], exchangeUserIds: [1] },
      ],
      [
        ...['groups.0.exchangeStages.1', 'groups.0.exchangeUserIds.2'],
        ...['groups.0.saleStages.2', 'groups.0.refusalStages.1', 'groups.1.excludedStages.1'],
      ],
    ],
    [
      'not a key or sale stage that is excluded as well: the cases of limits settle that nothing counts there',
      [{ excludedStages: [stage], keyStages: [stage], saleStages: [stage] }],
      [],
    ],
    ['not limit 10 that is off', [{ limits: { keyDealsLastWeek: null } }], []],
    ['not limit 10 with a key stage', [{ limits: { keyDealsLastWeek: 5 }, keyStages: [stage] }], []],
  ])('names %s', (_, groups, errors) => {
    expect(paths(faultsOfSettings(of(...groups), []))).toEqual(errors);
  });

  it('keeps the key stages that own limits need', () => {
    const users = [user({ limits: { keyDealsLastWeek: 5 } })];
    expect(paths(faultsOfSettings(of({}), users))).toEqual(['groups.0.keyStages']);
    expect(faultsOfSettings(of({ keyStages: [stage] }), users)).toEqual([]);
  });
});

describe('faultsOfLimits', () => {
  it.each<[string, LimitedUser[], string[]]>([
    ['nothing in good rows', [user(), user({ userId: 9 })], []],
    ['a user who is listed twice', [user(), user()], ['users.1.userId']],
    ['an exchange user who is to press', [user({ userId: 1 })], ['users.0.userId']],
    ['not one who is switched off', [user({ userId: 1, enabled: false })], []],
    [
      'limit 10 in a group without a key stage',
      [user({ limits: { keyDealsLastWeek: 0 } })],
      ['users.0.limits.keyDealsLastWeek'],
    ],
  ])('names %s', (_, users, errors) => {
    expect(paths(faultsOfLimits(of({}), users))).toEqual(errors);
  });
});

describe('faultsOfStarts', () => {
  const now = Date.parse('2026-05-20T10:00:00Z');
  it.each<[string | null, string[]]>([
    [null, []],
    ['2026-05-01', []],
    ['2027-05-20', []],
    ['2062-05-01', ['users.0.startedAt']],
  ])('a start at %s', (day, errors) => {
    const startedAt = day === null ? null : new Date(day);
    expect(paths(faultsOfStarts([{ startedAt }], now))).toEqual(errors);
  });
});
