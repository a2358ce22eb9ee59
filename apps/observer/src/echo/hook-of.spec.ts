import { expect, it } from '@jest/globals';
import type { CrmChanged } from '@hub/contracts';
import { hookOf } from './hook-of.js';

const lead = { pipelineId: 1, statusId: 2, ownerId: 3, price: 0, createdAt: 4 };
const hint: CrmChanged = {
  ...{ accountId: 'a', entity: 'lead', entityId: 7, action: 'status', source: 'webhook' },
  ...{ changedAt: 9, changedBy: 5, receivedAt: '2026-03-01T10:00:00Z', lead },
};

it('reads what a webhook about a change by the user of the hub says', () => {
  expect(hookOf(hint, 5)).toEqual({ ...lead, changedAt: 9 });
});

it.each<[string, Partial<CrmChanged>, number | null]>([
  ['another user', { changedBy: 6 }, 5],
  ['a robot', { changedBy: 0 }, 5],
  ['nobody knows whom', {}, null],
])('has none of a change by %s', (_, change, hubUserId) => {
  expect(hookOf({ ...hint, ...change }, hubUserId)).toBeNull();
});

it.each<[string, Partial<CrmChanged>]>([
  ['a new lead', { action: 'add' }],
  ['a deletion', { action: 'delete' }],
  ['a task', { entity: 'task' }],
  ['the poll', { source: 'poll' }],
  ['a webhook that lacks a value', { lead: null }],
  ['a webhook without a moment', { changedAt: null }],
])('has none of %s', (_, change) => {
  expect(hookOf({ ...hint, ...change }, 5)).toBeNull();
});
