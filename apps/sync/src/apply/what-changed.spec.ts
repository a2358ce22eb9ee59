import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { textOf } from '../configuration/json.js';
import { planOf } from '../../test/plan-of.js';
import type { Observed } from '../kind/kind.js';
import type { Change } from '../plan/plan.js';
import { whatChanged } from './what-changed.js';

const object = (kind: Observed['kind'], id: string, attributes: Observed['attributes']): Observed => ({
  ...{ kind, id, attributes, sort: 10 },
  within: id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '',
});
const pipeline = object('pipeline', '1', { name: 'Продажи', isMain: true, unsorted: false });
const stage = object('stage', '1/2', { name: 'Замер', color: '#fff000', newbie: 'Позвонить' });
const field = object('field', 'leads/7', {
  ...{ name: 'Город', type: 'select', group: 'leads/leads_1' },
  requiredAt: ['1/2', '1/9'],
});
const value = object('enum', 'leads/7/3', { name: 'Тула' });
const tab = object('field-group', 'leads/leads_1', { name: 'Анкета' });
const account = [pipeline, stage, tab, field, value];

const ids = new Map([
  ['pipeline Продажи', '1'],
  ['stage Продажи/Замер', '1/2'],
  ['stage Продажи/Договор', '1/4'],
  ['field leads/Город', 'leads/7'],
  ['field-group leads/Анкета', 'leads/leads_1'],
  ['field-group leads/Договор', 'leads/leads_2'],
]);
const going = (item: Observed): Partial<Change> => ({
  ...{ action: 'delete', kind: item.kind, branchId: item.id, key: `the ${item.kind}` },
  ...{ name: textOf(item.attributes.name), before: item.attributes, after: null },
});
const writing = (item: Observed, after: Change['after']): Partial<Change> => ({
  ...{ action: 'update', kind: item.kind, branchId: item.id, key: `the ${item.kind}`, after },
});
/** The account with other attributes of one object. */
const withOther = (item: Observed, attributes: Observed['attributes']) =>
  account.map((one) => (one === item ? { ...item, attributes: { ...item.attributes, ...attributes } } : one));
const without = (...items: Observed[]) => account.filter((one) => !items.includes(one));
const isManaged = (kind: string, id: string) =>
  [...ids].some(([key, known]) => known === id && key.startsWith(`${kind} `));
const words = (change: Partial<Change>, now: readonly Observed[], then: readonly Observed[] = account) => {
  const why = whatChanged(planOf(change).changes, { then, now, ids, isManaged });
  return why && say(why, 'en');
};

describe('what goes', () => {
  it.each<[string, Observed, readonly Observed[], RegExp]>([
    ['has another name', stage, withOther(stage, { name: 'Акция' }), /changed its name since: Stage "Замер"/],
    ['has another colour', stage, withOther(stage, { color: '#ccc8f9' }), /its colour since/],
    ['has a text', stage, withOther(stage, { newbie: '' }), /its hint for newbies since/],
    ['got a code', field, withOther(field, { code: 'CITY' }), /its code since/],
    ['is required elsewhere', field, withOther(field, { requiredAt: ['1/2'] }), /its required at since/],
    ['has a child of another name', field, withOther(value, { name: 'Калуга' }), /Value "Тула"/],
    [
      'has a new child',
      field,
      [...account, object('enum', 'leads/7/4', { name: 'Своё' })],
      /"Своё" was made/,
    ],
    [
      'has something placed in it',
      tab,
      [...account, object('field', 'leads/8', { name: 'Своё', group: 'leads/leads_1' })],
      /"Своё" was made in "Анкета"/,
    ],
    [
      'had something moved into it',
      tab,
      [...account, object('field', 'leads/8', { name: 'Своё', group: 'leads/leads_1' })],
      /"Своё"/,
    ],
  ])('stays when it %s', (_what, item, now, why) => {
    expect(words(going(item), now)).toMatch(why);
  });

  it.each<[string, Observed, readonly Observed[]]>([
    ['as it was', pipeline, account],
    ['gone already', stage, without(stage)],
    ['smaller', field, without(value)],
    ['no longer the main one', pipeline, withOther(pipeline, { isMain: false })],
    ['in another place', stage, [...without(stage), { ...stage, sort: 70 }]],
  ])('goes when it is %s', (_what, item, now) => {
    expect(words(going(item), now)).toBeNull();
  });
});

describe('what is written', () => {
  const wanted = { name: 'Выезд' };
  it('is left to people who wrote it, and written where it is as it was or as wanted', () => {
    expect(words(writing(stage, wanted), withOther(stage, { name: 'Акция' }))).toMatch(/changed its name/);
    expect(words(writing(stage, wanted), account)).toBeNull();
    expect(words(writing(stage, wanted), withOther(stage, wanted))).toBeNull();
    expect(words(writing(stage, wanted), withOther(stage, { color: '#ccc8f9' }))).toBeNull();
  });

  it('is not written where it is gone', () => {
    expect(words(writing(stage, wanted), without(stage))).toMatch(/is gone/);
  });

  it('is compared by the stages of the release alone: the branch’s own are kept', () => {
    const after = { requiredAt: ['Продажи/Договор', '~=1/9'] };
    expect(words(writing(field, after), withOther(field, { requiredAt: ['1/2'] }))).toBeNull();
    expect(words(writing(field, after), withOther(field, { requiredAt: ['1/4', '1/8'] }))).toBeNull();
    expect(words(writing(field, after), withOther(field, { requiredAt: ['1/9'] }))).toMatch(/required at/);
  });

  it('is in the tab where it was or shall be', () => {
    const after = { group: 'leads/Договор' };
    expect(words(writing(field, after), withOther(field, { group: 'leads/leads_2' }))).toBeNull();
    expect(words(writing(field, after), withOther(field, { group: null }))).toMatch(/its tab since/);
  });
});

describe('what is new inside something that exists', () => {
  const change = (after: Change['after']): Partial<Change> => ({
    ...{ action: 'create', kind: 'enum', key: 'leads/Город/Калуга', within: 'leads/Город', after },
  });
  const made = (attributes: Observed['attributes']) => [...account, object('enum', 'leads/7/9', attributes)];

  it('is not made beside one that people made, in whichever letters', () => {
    expect(words(change({ name: 'Калуга' }), made({ name: 'калуга ' }))).toMatch(/have made it already/);
    expect(words(change({ name: 'Калуга', code: 'K' }), made({ name: 'Орёл', code: 'K' }))).toMatch(/made/);
  });

  it('is made beside others, and beside what the plan has seen', () => {
    expect(words(change({ name: 'Калуга' }), made({ name: 'Орёл' }))).toBeNull();
    const all = made({ name: 'Калуга' });
    expect(words(change({ name: 'Калуга' }), all, all)).toBeNull();
  });
});
