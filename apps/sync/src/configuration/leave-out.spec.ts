import { describe, expect, it } from '@jest/globals';
import { buildConfiguration } from './build-configuration.js';
import { configurationChecksum, type LeftOut } from './configuration.js';
import type { Draft } from './draft.js';
import { withHubFields } from './hub-fields.js';
import { leaveOut } from './leave-out.js';

const draft = (kind: Draft['kind'], within: string, name: string, more: Draft['attributes'] = {}): Draft => ({
  kind,
  within,
  attributes: { name, ...more },
});
const reference = withHubFields(
  buildConfiguration([
    draft('pipeline', '', 'Воронка'),
    draft('stage', 'Воронка', 'Первичный контакт'),
    draft('pipeline', '', 'Продажи'),
    draft('stage', 'Продажи', 'Новая'),
    draft('field', 'leads', 'Регион', { type: 'select', requiredAt: ['Продажи/Новая'] }),
    draft('enum', 'leads/Регион', 'Казань'),
    draft('enum', 'leads/Регион', 'Тверь'),
    draft('field', 'leads', 'Замер', { type: 'date' }),
    draft('field', 'leads', 'Замер', { type: 'text', code: 'SIZE' }),
    draft('tag', 'leads', 'VIP'),
    draft('tag', 'contacts', 'VIP'),
    draft('manual', '', 'Виджеты'),
  ]),
);
const keysWithout = (...rules: LeftOut[]) => {
  const kept = new Set(
    leaveOut(reference, rules).configuration.objects.map(({ kind, key }) => `${kind} ${key}`),
  );
  return reference.objects.map(({ kind, key }) => `${kind} ${key}`).filter((place) => !kept.has(place));
};
const problemsOf = (...rules: LeftOut[]) =>
  leaveOut(reference, rules).problems.map((problem) => [
    problem.code,
    problem.rule.key,
    ...('by' in problem ? [problem.by.key] : []),
  ]);

describe('leaveOut', () => {
  it.each<[string, LeftOut[], string[]]>([
    ['a kind', [{ kind: 'tag' }], ['tag leads/VIP', 'tag contacts/VIP']],
    ['one object', [{ kind: 'tag', key: 'leads/VIP' }], ['tag leads/VIP']],
    [
      'an object with what is in it',
      [{ kind: 'pipeline', key: 'Воронка' }],
      ['pipeline Воронка', 'stage Воронка/Первичный контакт'],
    ],
    ['a value of a list', [{ kind: 'enum', key: 'leads/Регион/Тверь' }], ['enum leads/Регион/Тверь']],
    ['a step for a person', [{ kind: 'manual', key: 'Виджеты' }], ['manual Виджеты']],
  ])('leaves out %s', (_what, rules, gone) => {
    expect(keysWithout(...rules)).toEqual(gone);
    expect(problemsOf(...rules)).toEqual([]);
  });

  it('keeps what the hub itself needs, also when its whole kind is left out', () => {
    expect(keysWithout({ kind: 'field' }, { kind: 'enum' })).not.toContain('field leads/HUB_TRANSFER_ID');
    expect(problemsOf({ kind: 'field', key: 'leads/HUB_TRANSFER_ID' })).toEqual([
      ['own', 'leads/HUB_TRANSFER_ID'],
    ]);
  });

  it.each<[string, LeftOut, string[]]>([
    ['that nothing fits', { kind: 'tag', key: 'leads/Vip' }, ['unknown', 'leads/Vip']],
    [
      'whose object something names',
      { kind: 'stage', key: 'Продажи/Новая' },
      ['named', 'Продажи/Новая', 'leads/Регион'],
    ],
    [
      'with what something names in it',
      { kind: 'pipeline', key: 'Продажи' },
      ['named', 'Продажи', 'leads/Регион'],
    ],
    [
      'whose object has a namesake',
      { kind: 'field', key: 'leads/Замер' },
      ['namesake', 'leads/Замер', 'leads/SIZE'],
    ],
    [
      'that would empty an object',
      { kind: 'stage', key: 'Воронка/Первичный контакт' },
      ['only-child', 'Воронка/Первичный контакт', 'Воронка'],
    ],
  ])('refuses a rule %s', (_what, rule, problem) => {
    expect(problemsOf(rule)).toContainEqual(problem);
  });

  it('follows a carried rule to another name, and keeps one whose object is gone', () => {
    const before = leaveOut(reference, [{ kind: 'pipeline', key: 'Воронка' }]).configuration.leftOut ?? [];
    const renamed = {
      objects: reference.objects.map((object) =>
        object.key === 'Воронка' ? { ...object, key: 'Основная' } : object,
      ),
    };
    expect(leaveOut(renamed, before, before)).toMatchObject({
      problems: [],
      configuration: { leftOut: [{ kind: 'pipeline', key: 'Основная', ref: 'Воронка' }] },
    });
    const gone = { objects: reference.objects.filter(({ kind }) => kind === 'tag') };
    expect(leaveOut(gone, before, before)).toMatchObject({
      problems: [],
      configuration: { leftOut: before },
    });
  });

  it('asks nothing of a kind that could not be read and is left out', () => {
    const blind = { ...reference, unread: ['tag', 'loss-reason'] as const };
    expect(leaveOut(blind, [{ kind: 'tag' }]).configuration.unread).toEqual(['loss-reason']);
    expect(leaveOut(blind, [{ kind: 'tag' }, { kind: 'loss-reason' }]).configuration).not.toHaveProperty(
      'unread',
    );
  });

  it('makes another release of it, by the rules and not by what the reference calls them', () => {
    const sum = (rules: LeftOut[]) => configurationChecksum({ objects: [], leftOut: rules });
    expect(sum([{ kind: 'tag' }])).not.toBe(configurationChecksum({ objects: [] }));
    expect(sum([{ kind: 'tag', key: 'leads/VIP', ref: '1' }])).toBe(
      sum([{ kind: 'tag', key: 'leads/VIP', ref: '2' }]),
    );
  });
});
