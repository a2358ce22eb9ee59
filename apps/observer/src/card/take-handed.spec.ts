import { expect, it } from '@jest/globals';
import type { LeadState } from '@hub/contracts';
import { takeHanded } from './take-handed.js';

const readAt = new Date('2026-03-01T10:00:00Z');
const reading = { updatedAt: 100 } as LeadState;
const card = {
  ...{ entityId: 7, changedAt: 100, changedBy: 5, changedFrom: {}, isDeletionReported: false },
  ...{ absentReads: 0, absentSince: null, reading, readAt },
};

const known = (updatedAt: number, at = readAt.getTime() - 1) => ({
  state: { updatedAt },
  readAt: new Date(at),
  goneAt: null as number | null,
});

it('takes what another service has read, with the moment of that reading', () => {
  expect(takeHanded(card, known(90))).toEqual([
    { card, reading: { id: 7, state: reading, reported: { changedBy: 5, changedFrom: {} }, readAt } },
  ]);
});

it.each([
  ['nobody has read it', { ...card, reading: null, readAt: null }, undefined],
  ['it is older than the change that was told', { ...card, changedAt: 101 }, undefined],
  ['it is older than what is known', card, known(101)],
  ['the lead is known to be gone, and may be there still in a list', card, { ...known(90), goneAt: 95 }],
  ['the lead was read since', card, known(100, readAt.getTime() + 1)],
])('takes nothing where %s', (_, due, before) => {
  expect(takeHanded(due, before)).toEqual([]);
});
