import type { Change, Plan } from '../src/plan/plan.js';

const base: Change = {
  action: 'create',
  kind: 'stage',
  key: 'a/x',
  ref: '1/2',
  within: 'a',
  name: 'x',
  branchId: null,
  before: null,
  after: { name: 'x' },
  fixed: null,
  sort: 20,
  moved: false,
  wave: 0,
  reason: null,
  risks: [],
  migrateTo: null,
};

/** A plan of these changes alone; what is not given is that of a new stage `a/x`. */
export const planOf = (...changes: Partial<Change>[]): Plan => ({
  release: 'r',
  changes: changes.map((change) => ({ ...base, ...change })),
  counts: { create: 0, update: 0, delete: 0, adopt: 0, manual: 0, blocked: 0, managed: 0, own: 0 },
  leftovers: [],
  ids: {},
  holds: {},
  wanted: {},
  checksum: 'c',
});
