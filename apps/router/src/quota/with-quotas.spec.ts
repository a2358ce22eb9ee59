import { expect, it } from '@jest/globals';
import type { BranchFacts } from '../rule/facts.js';
import { withoutAnswer, withQuotas } from './with-quotas.js';

const branch = (id: string): BranchFacts => ({ id, name: id, state: 'active', regions: [], target: null });
const quotasOf = (fullness: Parameters<typeof withQuotas>[1]) =>
  withQuotas([branch('a'), branch('b')], fullness).map(({ quota }) => quota);
const full = { isFull: true, until: '2026-05-20T21:00:00.000Z' };

it('adds what is known, and nothing to a branch that nobody asked about', () => {
  expect(quotasOf(new Map([['a', full]]))).toEqual([full, undefined]);
});

it('says of branches with a quota that nobody has answered, and forgets no full one', () => {
  expect(quotasOf(withoutAnswer(['b'], new Map()))).toEqual([undefined, null]);
  expect(quotasOf(withoutAnswer(['a', 'b'], new Map([['a', full]])))).toEqual([full, null]);
});
