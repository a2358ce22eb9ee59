import { expect, it } from '@jest/globals';
import { isTakenOver } from './is-taken-over.js';

it.each([
  ['no, on the first leg', [], 7, false],
  ['yes, the lead of an earlier leg', [{ branchLeadId: 5 }, { branchLeadId: 7 }], 7, true],
  ['no, a new one', [{ branchLeadId: 5 }], 7, false],
  ['perhaps, where an earlier leg ended before its lead was known', [{ branchLeadId: null }], 7, true],
])('%s', (_, gone, branchLeadId, expected) => {
  expect(isTakenOver(gone, branchLeadId)).toBe(expected);
});
