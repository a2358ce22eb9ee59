import { expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import type { RawField } from '../configuration/raw-snapshot.js';
import { fieldKind } from '../kind/field.kind.js';
import { nothingRead, withRows } from '../snapshot/lists.js';
import { batchCalls } from './batch-calls.js';
import { withFreshLists } from './fresh-lists.js';

const accountWith = (field: RawField) => withRows(nothingRead(), { part: 'fields', list: 'leads' }, [field]);

/** The item that moves a field into another tab, after people changed the field since the plan was made. */
function sentFor(then: RawField, now: RawField) {
  const [before, today] = [accountWith(then), accountWith(now)];
  const key = 'leads/Поле';
  const plan = {
    ...planOf({
      ...{ action: 'update', kind: 'field', key, branchId: 'leads/7', within: 'leads' },
      ...{ before: { group: null }, after: { group: null }, sort: null },
    }),
    ids: { [`field ${key}`]: 'leads/7' },
    holds: { [`field ${key}`]: fieldKind.observe(before)[0]!.forWrites! },
  };
  const steps = batchCalls(plan);
  const [call] = steps;
  if (call?.do !== 'write') throw new Error('there is no call');
  const objects = fieldKind.observe(today);
  const context = { plan, steps, then: before, now: today, objects, isManaged: () => false };
  return (withFreshLists(call, context).body as unknown as object[])[0];
}

it.each<[string, RawField, Partial<RawField>, object]>([
  ['its name', { id: 7, name: 'Поле', type: 'text', sort: 1 }, { name: 'Своё' }, { name: 'Своё' }],
  [
    'its currency',
    { id: 7, name: 'Поле', type: 'monetary', sort: 1, currency: 'RUB' },
    { currency: 'KZT' },
    { currency: 'KZT' },
  ],
  [
    'its lists',
    { id: 7, name: 'Поле', type: 'chained_list', sort: 1, chained_lists: [{ title: 'А', catalog_id: 1 }] },
    { chained_lists: [{ title: 'Б', catalog_id: 2 }] },
    { chained_lists: [{ title: 'Б', catalog_id: 2 }] },
  ],
  [
    'its values',
    { id: 7, name: 'Поле', type: 'select', sort: 1, enums: [{ id: 1, value: 'А', sort: 1 }] },
    { enums: [{ id: 2, value: 'Б', sort: 1 }] },
    { enums: [{ id: 2, value: 'Б', sort: 1 }] },
  ],
])('leaves a field %s that people gave it', (_what, then, change, sent) => {
  expect(sentFor(then, { ...then, ...change })).toMatchObject({ id: 7, group_id: null, ...sent });
});
