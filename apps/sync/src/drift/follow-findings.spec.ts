import { describe, expect, it } from '@jest/globals';
import type { Drift } from './find-drift.js';
import { followFindings, type Ending } from './follow-findings.js';

const day = (at: number) => new Date(Date.UTC(2026, 2, at));
const drift: Drift = {
  ...{ kind: 'stage', key: 'a/x', ref: '1/2', within: 'a', name: 'x', owner: 'a', branchId: '7/8' },
  ...{
    form: 'changed',
    before: { name: 'y' },
    after: { name: 'x' },
    moved: false,
    isByHand: false,
    reason: null,
  },
};
const known = { ...drift, id: 'f', releaseId: 'r' };
const reading = {
  ...{ releaseId: 'r', found: [drift], exceptions: [], unread: [], readAt: day(5), previousAt: day(4) },
};
const past = (ending: Ending) => ({
  ...{ kind: 'stage' as const, key: 'a/x', ending, returns: 2, absentAt: day(1), seenAt: day(2) },
});
const nothing = { opened: [], kept: [], ended: [] };

describe('followFindings', () => {
  it('opens a finding between the last two readings, and keeps it as long as it holds', () => {
    expect(followFindings([], [], reading)).toEqual({
      ...nothing,
      opened: [{ drift, absentAt: day(4), seenAt: day(5), returns: 0 }],
    });
    expect(followFindings([known], [], reading)).toEqual({ ...nothing, kept: [{ id: 'f', drift }] });
  });

  it.each([
    ['counts a return after it was mended', 'same', { absentAt: day(4), seenAt: day(5), returns: 3 }],
    ['counts none after another release', 'release', { absentAt: day(4), seenAt: day(5), returns: 2 }],
    ['knows since when it differs after an exception', 'excepted', { ...past('excepted') }],
  ] as const)('%s', (_, ending, expected) => {
    const { absentAt, seenAt, returns } = expected;
    const [opened] = followFindings([], [past(ending)], reading).opened;
    expect(opened).toEqual({ drift, absentAt, seenAt, returns });
  });

  const gone = { ...reading, found: [] };
  it.each([
    ['the account is as released again', gone, 'same'],
    ['another release does not ask for it', { ...gone, releaseId: 's' }, 'release'],
    ['the object is excepted', { ...gone, exceptions: [{ kind: 'stage', key: 'a/x' }] }, 'excepted'],
    ['what it is in is excepted', { ...gone, exceptions: [{ kind: 'pipeline', key: 'a' }] }, 'excepted'],
    [
      'what differs is excepted',
      { ...gone, exceptions: [{ kind: 'stage', key: 'a/x', attribute: 'name' }] },
      'excepted',
    ],
    [
      'something else of it is excepted',
      { ...gone, exceptions: [{ kind: 'stage', key: 'a/x', attribute: 'color' }] },
      'same',
    ],
  ] as const)('ends when %s', (_, now, ending) => {
    expect(followFindings([known], [], now)).toEqual({ ...nothing, ended: [{ id: 'f', ending }] });
  });

  it('leaves alone what could not be read', () => {
    expect(followFindings([known], [], { ...gone, unread: ['stage'] })).toEqual(nothing);
  });
});
