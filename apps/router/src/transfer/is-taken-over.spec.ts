import { expect, it } from '@jest/globals';
import { findTakenOver } from './is-taken-over.js';

const [five, seven, unknown] = [{ branchLeadId: 5 }, { branchLeadId: 7 }, { branchLeadId: null }];

it.each([
  ['none, on the first leg', [], 7, null],
  ['that of the same lead', [unknown, five, seven], 7, seven],
  ['none, for a new lead', [five], 7, null],
  ['perhaps one that ended before its lead was known', [five, unknown], 7, unknown],
  ['none yet, while no lead is made', [five], null, null],
])('%s', (_, former, branchLeadId, expected) => {
  expect(findTakenOver(former, branchLeadId)).toBe(expected);
});
