import { expect, it } from '@jest/globals';
import { decideResolution, type TransferNow } from './decide-resolution.js';

const minute = 60_000;
const of = (state: TransferNow['state'], leadId: number | null = 7, branchId = 'b') => ({
  ...{ state, branchId, accountId: 'a', leadId },
});

it.each([
  ['one that was never added, for long', null, 6, 'expire'],
  ['one that may be about to be added', null, 4, 'wait'],
  [
    'one that may be about to change to the branch of the reservation',
    of('under-way', null, 'other'),
    4,
    'wait',
  ],
  ['one that is on its way to another branch', of('under-way', null, 'other'), 6, 'release'],
  ['one that is on its way, however long', of('under-way', null), 600, 'wait'],
  ['one that is done', of('done'), 1, 'confirm'],
  ['one that was cancelled', of('cancelled', null), 1, 'release'],
] as const)('settles %s', (_title, transfer, minutes, kind) => {
  const when = { branchId: 'b', reservedAt: 0, now: minutes * minute };
  expect(decideResolution(transfer, when).kind).toBe(kind);
});

it('confirms with the lead that the branch got', () => {
  const resolved = decideResolution(of('done'), { branchId: 'b', reservedAt: 0, now: 1 });
  expect(resolved).toEqual({ kind: 'confirm', branchId: 'b', accountId: 'a', leadId: 7 });
});
