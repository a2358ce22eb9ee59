import { expect, it } from '@jest/globals';
import type { LegState } from '../custody/decide-custody.js';
import { isLeaving } from './is-leaving.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));
const ended = (as: 'rejected' | 're-routed' | 'won', isLast: boolean): LegState => ({
  ...{ state: 'ended', as, isLast, isInHand: false },
});

it('leaves with its leg, when that ends for another branch', () => {
  expect(isLeaving({ state: 'leaving', why: 're-routed' }, null, at(0))).toBe(true);
  expect(isLeaving({ state: 'in-branch' }, null, at(0))).toBe(false);
  expect(isLeaving(ended('re-routed', false), at(1), at(0))).toBe(true);
  expect(isLeaving(ended('rejected', true), at(1), at(0))).toBe(true);
  expect(isLeaving(ended('won', true), at(1), at(0))).toBe(false);
});

it('stays where its leg had ended before the branch gave the lead to head office, and no other branch has it', () => {
  expect(isLeaving(ended('rejected', true), at(0), at(1))).toBe(false);
  expect(isLeaving(ended('rejected', false), at(0), at(1))).toBe(true);
});
