import { expect, it } from '@jest/globals';
import { newOwner } from './new-owner.js';

const since = new Date(1_000_500);
const given = (ownerId: number, authorId: number | null, moment = 1_001) => ({
  ...{ type: 'entity_responsible_changed', ownerId, authorId, moment },
});
const change = (ownerId: number, history: ReturnType<typeof given>[]) =>
  newOwner({ before: 7, ownerId, since }, history);

it('is nobody while the owner stays', () => {
  expect(change(7, [given(8, 5), given(7, 5)])).toBe('none');
  expect(newOwner({ before: null, ownerId: 8, since }, [given(8, 5)])).toBe('none');
});

it('is a person’s choice or a robot’s, as the newest event of that owner says', () => {
  expect(change(8, [given(8, 5)])).toBe('by-person');
  expect(change(8, [given(8, 5), given(8, 0)])).toBe('by-robot');
  expect(change(8, [given(8, null)])).toBe('by-person');
});

it('is not known while the event is missing; one from before the escalation is another change', () => {
  expect(change(8, [])).toBe('unknown');
  expect(change(8, [given(8, 5, 900)])).toBe('unknown');
});
