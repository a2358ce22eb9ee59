import { expect, it } from '@jest/globals';
import type { BranchFacts } from '../rule/facts.js';
import { withQuotas } from './with-quotas.js';

const branch = (id: string): BranchFacts => ({ id, name: id, state: 'active', regions: [], target: null });
const quotasOf = (fullness: Parameters<typeof withQuotas>[1]) =>
  withQuotas([branch('a'), branch('b')], fullness).map(({ quota }) => quota);

it('adds what is known, and nothing to a branch without a quota', () => {
  const full = { isFull: true, until: '2026-05-20T21:00:00.000Z' };
  expect(quotasOf(new Map([['a', full]]))).toEqual([full, undefined]);
});

it('says of every branch that nobody has answered', () => {
  expect(quotasOf(null)).toEqual([null, null]);
});
