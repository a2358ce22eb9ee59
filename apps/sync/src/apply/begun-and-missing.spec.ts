import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { begunAndMissing, inFlightOf } from './begun-and-missing.js';
import type { CallItem, WriteCall } from './call.js';

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
    expect(begunAndMissing({ created: [stage('1/2'), stage('1/3')], begunAt }, plan, [])).toEqual(since);
  });

  it('is not waited for when there was none, or nobody knows when', () => {
    expect(begunAndMissing(null, planOf({ ref: '1/2' }), [])).toBeNull();
    expect(begunAndMissing({ created: [stage('1/2')] }, planOf({ ref: '1/2' }), [])).toBeNull();
  });
});

describe('a write of a whole list whose answer is missing', () => {
  const item: CallItem = {
    ...{ kind: 'field', key: 'leads/Город', ref: 'leads/Город', action: 'update', branchId: 'leads/7' },
    ...{ name: 'Город', children: [] },
  };
  const call = (ref: string, body: WriteCall['body']): WriteCall => ({
    ...{
      do: 'write',
      method: 'PATCH',
      path: '/api/v4/leads/custom_fields',
      body,
      answerKey: 'custom_fields',
    },
    ...{ within: 'leads', pending: null, items: [{ ...item, ref }], isUncertain: false },
  });
  const list = [{ id: 7, enums: [{ value: 'Казань' }] }];
  const now = new Date(begunAt);
  const inFlight = inFlightOf(call('a', list), now);

  it('is waited for before that list is written again', () => {
    expect(begunAndMissing(inFlight, planOf(), [call('a', list)])).toEqual(now);
  });

  it('is not waited for where it has arrived, or another list is written', () => {
    expect(begunAndMissing(inFlight, planOf(), [])).toBeNull();
    expect(begunAndMissing(inFlight, planOf(), [call('b', list), call('a', [{ id: 7 }])])).toBeNull();
  });

  it('is not remembered where no list is replaced', () => {
    expect(inFlightOf(call('a', [{ id: 7, name: 'Город' }]), now)).toBeNull();
  });
});
