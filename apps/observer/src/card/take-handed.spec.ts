import { expect, it } from '@jest/globals';
import type { LeadState } from '@hub/contracts';
import { takeHanded } from './take-handed.js';

const readAt = new Date('2026-03-01T10:00:00Z');
const reading = { updatedAt: 100 } as LeadState;
const card = {
  ...{ entityId: 7, changedAt: 100, changedBy: 5, isDeletionTold: false },
  ...{ absentReads: 0, absentSince: null, reading, readAt },
};

it('takes what another service has read, with the moment of that reading', () => {
  expect(takeHanded(card, 90)).toEqual([{ card, reading: { id: 7, state: reading, authorId: 5, readAt } }]);
});

it.each([
  ['nobody has read it', { ...card, reading: null, readAt: null }, null],
  ['it is older than the change that was told', { ...card, changedAt: 101 }, null],
  ['it is older than what is known', card, 101],
])('takes nothing where %s', (_, due, known) => {
  expect(takeHanded(due, known)).toEqual([]);
});
