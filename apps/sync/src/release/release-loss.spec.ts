import { describe, expect, it } from '@jest/globals';
import { buildConfiguration } from '../configuration/build-configuration.js';
import type { Draft } from '../configuration/draft.js';
import type { Configuration } from '../configuration/configuration.js';
import { textOf } from '../configuration/json.js';
import { lossSince } from './release-loss.js';

const draft = (kind: Draft['kind'], within: string, name: string): Draft => ({
  kind,
  within,
  attributes: { name },
});
const reasons = ['Дорого', 'Далеко', 'Долго', 'Дубль'].map((name) => draft('loss-reason', '', name));
const fields = ['Регион', 'Адрес', 'Размер', 'Кухня'].map((name) => draft('field', 'leads', name));
const line = (name: string, ...stages: string[]) => [
  draft('pipeline', '', name),
  ...stages.map((stage) => draft('stage', name, stage)),
  { kind: 'stage' as const, within: name, attributes: { name: 'Победа' }, fixed: '~won' },
];
const all = [
  ...reasons,
  ...fields,
  draft('field', 'contacts', 'Должность'),
  ...line('Продажи', 'Новая', 'Замер', 'Договор'),
  ...line('Сервис', 'Заявка'),
  draft('enum', 'leads/Регион', 'Казань'),
  draft('enum', 'leads/Регион', 'Тверь'),
  draft('manual', '', 'Цвета'),
];
const before = { id: 'r1', ...buildConfiguration(all) };
const without = (isGone: (one: Draft) => boolean): Configuration =>
  buildConfiguration(all.filter((one) => !isGone(one)));
const named =
  (...names: string[]) =>
  (one: Draft) =>
    names.includes(textOf(one.attributes.name));

describe('lossSince', () => {
  it.each([
    ['nothing', () => false, false],
    ['steps for a person', named('Цвета'), false],
    ['a few objects', named('Дорого', 'Адрес', 'Замер'), false],
    ['one value of two', named('Казань'), false],
    ['all fields of contacts, though it is one', named('Должность'), true],
    ['all loss reasons', (one: Draft) => one.kind === 'loss-reason', true],
    ['a pipeline with its stages', (one: Draft) => one.within === 'Сервис' || named('Сервис')(one), true],
    ['all values of a field', (one: Draft) => one.kind === 'enum', true],
    ['more than 30 %', named('Дорого', 'Далеко', 'Адрес', 'Размер', 'Замер', 'Договор'), true],
  ])('of %s', (_title, isGone, isLarge) => {
    expect(lossSince(before, without(isGone)).isLarge).toBe(isLarge);
  });

  it('names what went, once, with what it was in', () => {
    const isGone = (one: Draft) => one.within === 'Сервис' || named('Сервис', 'Замер', 'Регион')(one);
    expect(lossSince(before, without(isGone)).objects).toEqual([
      { kind: 'pipeline', entity: '', names: ['Сервис'] },
      { kind: 'stage', entity: '', names: ['Продажи / Замер'] },
      { kind: 'field', entity: 'leads', names: ['Регион'] },
    ]);
  });

  it('does not lose what was renamed, nor what could not be read', () => {
    const { objects } = without(() => false);
    const renamed = objects.map((one) => (one.kind === 'pipeline' ? { ...one, key: `${one.key}!` } : one));
    expect(lossSince(before, { objects: renamed }).gone).toBe(0);
    const unread = { ...without((one) => one.kind === 'loss-reason'), unread: ['loss-reason'] as const };
    expect(lossSince(before, unread).gone).toBe(0);
  });

  it('gives every loss its own name', () => {
    const names = [
      lossSince(before, without(named('Дорого'))),
      lossSince(before, without(named('Далеко'))),
      lossSince({ ...before, id: 'r2' }, without(named('Дорого'))),
    ].map(({ confirm }) => confirm);
    expect(new Set(names).size).toBe(3);
    expect(lossSince(before, without(named('Дорого'))).confirm).toBe(names[0]);
  });
});
