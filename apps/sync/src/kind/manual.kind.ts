import type { Effect, Kind } from './kind.js';

const byHand: Effect = {
  create: 'manual',
  update: 'manual',
  remove: 'manual',
  collection: () => '',
  answerKey: '',
  toCreateBody: () => null,
  toUpdateBody: () => null,
};

/** Task types can be read but not written (sheet 5.4); the two built-in ones carry a code and exist everywhere. */
export const taskTypeKind: Kind = {
  name: 'task-type',
  references: {},
  ordered: false,
  unwritable: ['name'],
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
  effect: byHand,
};

/**
 * What no API writes: automations, colours of deals, widgets. A step has a `name` and a `text` for the branch's
 * admin, cannot be observed, and stays in every plan until somebody confirms it in the ledger.
 */
export const manualKind: Kind = {
  name: 'manual',
  references: {},
  ordered: false,
  unwritable: [],
  observe: () => [],
  effect: byHand,
};
