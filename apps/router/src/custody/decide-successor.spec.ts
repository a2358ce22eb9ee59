import { expect, it } from '@jest/globals';
import { decideSuccessor, type Candidate, type GoneLead, type Successors } from './decide-successor.js';

const gone: GoneLead = { id: 7, goneAt: 10_000, contactIds: [70], ids: ['a', 'b'] };
const lead = (id: number, updatedAt: number, own: Partial<Candidate> = {}): Candidate => ({
  ...{ id, updatedAt, texts: [], contactIds: [] },
  ...own,
});
const none: Successors = { found: null, perhaps: [], isLast: false };

it.each<[string, Candidate[], Partial<Successors>]>([
  ['nothing in an empty page', [], {}],
  [
    'the lead that carries the id',
    [lead(1, 10_002, { texts: ['x'] }), lead(2, 10_001, { texts: ['y', 'b'] })],
    { found: 2 },
  ],
  [
    'not the gone lead, which a list may show still',
    [lead(7, 10_001, { texts: ['a'], contactIds: [70] })],
    {},
  ],
  ['others of the client, whose notes may tell', [lead(1, 9_900, { contactIds: [5, 70] })], { perhaps: [1] }],
  [
    'that what was changed before is none of them',
    [lead(2, 9_000, { texts: ['a'], contactIds: [70] })],
    { isLast: true },
  ],
])('finds %s', (_, page, expected) => {
  expect(decideSuccessor(page, gone)).toEqual({ ...none, ...expected });
});
