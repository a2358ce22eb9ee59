import { describe, expect, it } from '@jest/globals';
import type { Drift } from './find-drift.js';
import { isOver } from './is-over.js';

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
const name = { kind: 'stage' as const, key: 'a/x', attributes: ['name'] };

describe('isOver', () => {
  it.each([
    ['nothing differs', name, { found: [] }, true],
    ['what it allowed still differs', name, { found: [drift] }, false],
    ['only something else differs', { ...name, attributes: ['color'] }, { found: [drift] }, true],
    ['the object is gone', name, { found: [{ ...drift, form: 'vanished' as const, after: null }] }, false],
    ['the object differs anyhow', { ...name, attributes: [] }, { found: [drift] }, false],
    [
      'something in it differs',
      { kind: 'pipeline' as const, key: 'a', attributes: [] },
      { found: [drift] },
      false,
    ],
    [
      'something in it differs, which it did not allow',
      { kind: 'pipeline' as const, key: 'a', attributes: ['name'] },
      { found: [drift] },
      true,
    ],
    ['the kind could not be read', name, { found: [], unread: ['stage' as const] }, false],
  ])('when %s', (_, exception, reading, expected) => {
    expect(isOver(exception, { unread: [], ...reading })).toBe(expected);
  });
});
