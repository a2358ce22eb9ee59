import { readAccount } from '@hub/amocrm/pure';
import { nameOf, namesSection } from './blueprint-parts.js';
import { byHand } from './by-hand.js';
import { wholeAccount, type Kind } from './kind.js';

/** Task types can be read but not written (sheet 5.4); the two built-in ones carry a code and exist everywhere. */
export const taskTypeKind: Kind = {
  name: 'task-type',
  attributes: { name: 'name' },
  harmful: ['name'],
  movedByOthers: [],
  references: {},
  order: 'by-name',
  unwritable: ['name'],
  reading: {
    part: 'taskTypes',
    round: 1,
    lists: wholeAccount,
    read: async (amo) => (await readAccount(amo))._embedded.task_types,
  },
  observe: (raw) =>
    raw.taskTypes
      .filter((type) => !type.code)
      .map((type) => ({
        kind: 'task-type',
        id: String(type.id),
        within: '',
        attributes: { name: type.name },
        sort: 0,
      })),
  blueprint: {
    section: 'taskTypes',
    place: 20,
    read: (reader, node) => namesSection(reader, node, 'task-type'),
    write: (of) => of('task-type').map(nameOf),
  },
  live: null,
  travel: null,
  effect: byHand,
  sample: ({ some, names }) =>
    some(names, 2).map((name) => ({ kind: 'task-type', within: '', attributes: { name } })),
};
