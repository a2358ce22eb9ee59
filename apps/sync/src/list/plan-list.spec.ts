import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RenameValue } from '@hub/contracts';
import { batchCalls } from '../apply/batch-calls.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { RawEnum, RawField, RawSnapshot } from '../configuration/raw-snapshot.js';
import { nothingRead, withRows } from '../snapshot/lists.js';
import { planList } from './plan-list.js';

const fieldId = 7;
const value = (id: number, text: string, sort = id * 10): RawEnum => ({
  ...{ id, value: text, sort, code: null },
});

function accountWith(enums: readonly RawEnum[], more: Partial<RawField> = {}): RawSnapshot {
  const other: RawField = {
    ...{ id: 8, name: 'Источник', type: 'select', sort: 2 },
    enums: [value(90, 'Сайт')],
  };
  const field: RawField = { id: fieldId, name: 'Регион', type: 'select', sort: 0, enums, ...more };
  return withRows(nothingRead(), { part: 'fields', list: 'leads' }, [field, other]);
}

type Sent = { id?: number; value: string; sort: number; code?: string }[];

/** The list as the calls of a plan send it; null: there is no call. */
function sentBy(raw: RawSnapshot, add: string[], rename: RenameValue[] = []): Sent | null {
  const plan = planList(normaliseSnapshot(raw), { fieldId, add, rename });
  const calls = plan ? batchCalls(plan) : [];
  expect(calls.length).toBeLessThanOrEqual(1);
  const [call] = calls;
  if (call?.do !== 'write') return null;
  expect(call).toMatchObject({ method: 'PATCH', path: '/api/v4/leads/custom_fields' });
  const [item, ...others] = call.body as unknown as { id: number; enums: Sent }[];
  expect(others).toEqual([]);
  expect(Object.keys(item!).sort()).toEqual(['enums', 'id', 'name', 'request_id']);
  return item!.enums;
}

describe('planList', () => {
  it('adds values behind those that are there, which are all sent with their ids', () => {
    const list = [value(1, 'Татарстан'), { ...value(2, 'Тула'), code: 'TULA' }];
    expect(sentBy(accountWith(list), ['Юг', 'Север'])).toEqual([
      { id: 1, value: 'Татарстан', sort: 10 },
      { id: 2, value: 'Тула', sort: 20, code: 'TULA' },
      { value: 'Юг', sort: 30 },
      { value: 'Север', sort: 40 },
    ]);
  });

  it('renames a value, which keeps its id, place and code', () => {
    const list = [{ ...value(1, 'Казань'), code: 'KZN' }, value(2, 'Тула')];
    expect(sentBy(accountWith(list), [], [{ id: 1, before: 'Казань', value: 'Казань Центр' }])).toEqual([
      { id: 1, value: 'Казань Центр', sort: 10, code: 'KZN' },
      { id: 2, value: 'Тула', sort: 20 },
    ]);
  });

  it('leaves a value alone that people have given other words meanwhile', () => {
    const change = { id: 1, before: 'Казань', value: 'Казань Центр' };
    expect(sentBy(accountWith([value(1, 'Казань (закрыт)')]), [], [change])).toBeNull();
  });

  it('sends nothing where all is there already, and plans nothing for a field that is no list of leads', () => {
    expect(sentBy(accountWith([value(1, 'Юг')]), ['Юг'])).toBeNull();
    const text = normaliseSnapshot(accountWith([], { type: 'text' }));
    expect(planList(text, { fieldId: 99, add: ['Юг'], rename: [] })).toBeNull();
  });

  it('writes none of the field’s other settings', () => {
    const required = {
      required_statuses: [{ pipeline_id: 1, status_id: 2 }],
      group_id: 'leads_1',
      code: 'REGION',
    };
    expect(sentBy(accountWith([value(1, 'Юг')], required), ['Север'])).toHaveLength(2);
  });

  it('keeps every value with its words in their order, adds each wanted one once, and is then done', () => {
    const words = fc.constantFrom('Юг', 'юг', 'Ю', 'Север', 'Орел', 'Орёл', 'А/Б', '~won');
    const lists = fc.uniqueArray(words, { maxLength: 6 });
    const sorts = fc.constantFrom(0, 1, 5, 500);
    fc.assert(
      fc.property(
        lists,
        fc.array(words, { maxLength: 4 }),
        fc.array(sorts, { minLength: 6, maxLength: 6 }),
        (texts, add, at) => {
          const list = texts.map((text, n) => value(n + 1, text, at[n]));
          const before = normaliseSnapshot(accountWith(list)).objects.filter(
            ({ within }) => within === 'leads/7',
          );
          const sent = sentBy(accountWith(list), add);
          const missing = [...new Set(add)].filter((text) => !texts.includes(text));
          if (missing.length === 0) return;
          expect(sent!.map((one) => one.value)).toEqual([
            ...before.map(({ attributes }) => attributes.name),
            ...missing,
          ]);
          expect(new Set(sent!.map(({ sort }) => sort)).size).toBe(sent!.length);
          const after = sent!.map((one, n) => value(one.id ?? 100 + n, one.value, one.sort));
          expect(sentBy(accountWith(after), add)).toBeNull();
        },
      ),
    );
  });
});
