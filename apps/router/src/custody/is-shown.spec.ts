import { expect, it } from '@jest/globals';
import type { LegState } from './decide-custody.js';
import { isShown } from './is-shown.js';

const ended = (as: 'won' | 'lost' | 'gone' | 're-routed', isLast = true): LegState => ({
  state: 'ended',
  as,
  isLast,
  isInHand: false,
});
const open = { isOpen: true, isForeign: false };
const foreign = { isOpen: true, isForeign: true };
const leaving: LegState = { state: 'leaving', why: 'rejected' };

it.each<[string, LegState, Parameters<typeof isShown>[1], typeof open, boolean]>([
  ['a lead that is in its branch', { state: 'in-branch' }, 'stay', open, true],
  ['one that its branch has just won', { state: 'in-branch' }, 'end', open, true],
  ['a change of a lost one', ended('lost'), 'stay', open, true],
  ['a lost one that opens again', ended('lost'), 're-open', open, true],
  ['a lost one behind which another branch has the lead', ended('lost', false), 'stay', open, false],
  ['such a one, won in the end', ended('lost', false), 'end', open, false],
  ['one that is gone, whose end could not be shown', ended('gone'), 'stay', open, true],
  [
    'one that was left and lives again, which its account has to confirm',
    ended('re-routed'),
    'resume',
    open,
    false,
  ],
  ['one that was left', ended('re-routed'), 'stay', open, false],
  ['one that is leaving', leaving, 'stay', open, false],
  ['one that is won while it is leaving', leaving, 'end', open, true],
  ['a foreign deal that is to leave', leaving, 'stay', foreign, true],
  ['a foreign deal that the branch has closed', leaving, 'stay', { ...foreign, isOpen: false }, false],
])('%s', (_, leg, decision, lead, expected) => {
  expect(isShown(leg, decision, lead)).toBe(expected);
});
