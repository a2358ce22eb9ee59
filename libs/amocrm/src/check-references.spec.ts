import { describe, expect, it } from '@jest/globals';
import type { AccountObjects } from './account-objects.js';
import { checkReferences, kindsOf, type Reference } from './check-references.js';

const objects: AccountObjects = {
  pipelines: [
    {
      id: 1,
      name: 'Продажи',
      isArchived: false,
      stages: [
        { id: 10, name: 'Неразобранное', isUnsorted: true },
        { id: 11, name: 'Новая', isUnsorted: false },
        { id: 142, name: 'Успешно', isUnsorted: false },
      ],
    },
    { id: 2, name: 'Старая', isArchived: true, stages: [{ id: 21, name: 'Новая', isUnsorted: false }] },
    { id: 3, name: 'Непрочитанная', isArchived: false, stages: [] },
  ],
  users: [
    { id: 5, name: 'Анна', isActive: true },
    { id: 6, name: 'Пётр', isActive: false },
  ],
  leadFields: [{ id: 7, name: 'Регион', code: null, type: 'text' }],
};
const stage = (id: number, pipelineId = 1, isOpen = true): Reference => ({
  ...{ path: 'statusId', to: 'stage', id, pipelineId, isOpen },
});

const table: [Reference, string | null][] = [
  [{ path: 'pipelineId', to: 'pipeline', id: 1 }, null],
  [{ path: 'pipelineId', to: 'pipeline', id: 9 }, 'references.no-pipeline'],
  [{ path: 'pipelineId', to: 'pipeline', id: 2 }, 'references.archived'],
  [stage(11), null],
  [stage(21), 'references.no-stage'],
  [stage(10), 'references.unsorted'],
  [{ ...stage(10), maybeUnsorted: true } as Reference, null],
  [stage(142), 'references.closing'],
  [stage(142, 1, false), null],
  [stage(11, 9), null],
  [stage(11, 3), null],
  [{ ...stage(11), isBehindFirst: true } as Reference, 'references.first-stage'],
  [{ path: 'userId', to: 'user', id: 5 }, null],
  [{ path: 'userId', to: 'user', id: 6 }, 'references.inactive-user'],
  [{ path: 'userId', to: 'user', id: 8 }, 'references.no-user'],
  [{ path: 'regionFieldId', to: 'leadField', id: 7 }, null],
  [{ path: 'regionFieldId', to: 'leadField', id: 8 }, 'references.no-field'],
];

describe('checkReferences', () => {
  it.each(table)('%j', (reference, key) => {
    const found = checkReferences([reference], objects);
    expect(found.map(({ path, detail }) => [path, detail.key])).toEqual(key ? [[reference.path, key]] : []);
  });

  it('judges nothing that was not read', () => {
    const unread = { pipelines: null, users: null, leadFields: null };
    expect(
      checkReferences(
        table.map(([reference]) => reference),
        unread,
      ),
    ).toEqual([]);
  });

  it('says which lists are needed', () => {
    expect([...kindsOf([stage(11), { path: 'u', to: 'user', id: 1 }])].sort()).toEqual([
      'pipelines',
      'users',
    ]);
    expect(kindsOf([])).toEqual(new Set());
  });
});
