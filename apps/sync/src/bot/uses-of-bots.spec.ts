import { expect, it } from '@jest/globals';
import { usesOfBots } from './uses-of-bots.js';

const ledger = [
  { kind: 'pipeline', ref: '1', branchId: '11' },
  { kind: 'stage', ref: '1/2', branchId: '11/12' },
  { kind: 'field', ref: 'contacts/3', branchId: 'contacts/13' },
  { kind: 'enum', ref: 'contacts/3/4', branchId: 'contacts/13/14' },
];

it('names what bots name by the ids of the branch, once for each bot', () => {
  const names = [
    { kind: 'stage', id: 2, parent: 1 },
    { kind: 'stage', id: 2 },
    { kind: 'enum', id: 4, parent: 3 },
    { kind: 'stage', id: 142 },
    { kind: 'user', id: 7 },
  ] as const;
  const uses = usesOfBots(
    [
      { name: 'Приветствие', names },
      { name: 'Отзыв', names: [{ kind: 'pipeline', id: 1 }] },
    ],
    ledger,
  );
  expect(uses).toEqual([
    { kind: 'stage', id: '11/12', by: 'bot', name: 'Приветствие' },
    { kind: 'field', id: 'contacts/13', by: 'bot', name: 'Приветствие' },
    { kind: 'pipeline', id: '11', by: 'bot', name: 'Отзыв' },
  ]);
});
