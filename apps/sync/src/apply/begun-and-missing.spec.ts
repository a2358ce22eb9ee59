import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { begunAndMissing } from './begun-and-missing.js';

const begunAt = '2026-03-01T12:00:00.000Z';
const stage = (ref: string) => ({ kind: 'stage', ref });

describe('a creation whose answer is missing', () => {
  it.each([
    ['is all there', planOf({ action: 'adopt', ref: '1/2' }), null],
    ['is not there', planOf({ ref: '1/2' }), new Date(begunAt)],
    [
      'is there in part',
      planOf({ action: 'adopt', ref: '1/2' }, { key: 'a/y', ref: '1/3' }),
      new Date(begunAt),
    ],
    ['is there, and others are still to be made', planOf({ key: 'a/z', ref: '1/9' }), null],
    ['cannot be seen', planOf(), null],
  ])('%s', (_, plan, since) => {
    expect(begunAndMissing({ created: [stage('1/2'), stage('1/3')], begunAt }, plan)).toEqual(since);
  });

  it('is not waited for when there was none, or nobody knows when', () => {
    expect(begunAndMissing(null, planOf({ ref: '1/2' }))).toBeNull();
    expect(begunAndMissing({ created: [stage('1/2')] }, planOf({ ref: '1/2' }))).toBeNull();
  });
});
