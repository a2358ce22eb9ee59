import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import {
  begunAndMissing,
  besideEarlier,
  inFlightOf,
  stillInQuestion,
  unseenOf,
} from './begun-and-missing.js';
import type { CallItem, WriteCall } from './call.js';

const begunAt = '2026-03-01T12:00:00.000Z';
const stage = (ref: string) => ({ kind: 'stage' as const, ref });

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
    ['is in question', planOf({ action: 'blocked', ref: '1/2' }), new Date(begunAt)],
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
  const facts = { plan: planOf(), branch: { objects: [] } };
  const inFlight = inFlightOf(call('a', list), facts, now);

  it('is waited for before that list is written again', () => {
    expect(begunAndMissing(inFlight, planOf(), [call('a', list)])).toEqual(now);
  });

  it('is not waited for where it has arrived, or another list is written', () => {
    expect(begunAndMissing(inFlight, planOf(), [])).toBeNull();
    expect(begunAndMissing(inFlight, planOf(), [call('b', list), call('a', [{ id: 7 }])])).toBeNull();
  });

  it('is not remembered where no list is replaced', () => {
    expect(inFlightOf(call('a', [{ id: 7, name: 'Город' }]), facts, now)).toBeNull();
  });
});

describe('a creation', () => {
  const attributes = { name: 'x' };
  const [plain, within] = [{ kind: 'stage' as const, attributes, sort: 10 }, '7'];
  const objects = ['7/1', '7/2', '8/3'].map((id) => ({ ...plain, id, within: id.slice(0, 1) }));
  const item = (ref: string, more: Partial<CallItem> = {}): CallItem => ({
    ...{ kind: 'stage', key: `a/${ref}`, ref, action: 'create', branchId: null, name: ref, children: [] },
    ...more,
  });
  const post = (items: CallItem[]): WriteCall => ({
    ...{ do: 'write', method: 'POST', path: '', body: null, answerKey: '', within, pending: null },
    ...{ items, isUncertain: false },
  });
  const inFlightFor = (items: CallItem[], ids: Record<string, string>) =>
    inFlightOf(
      post(items),
      { plan: { ...planOf(...items.map(({ ref, key }) => ({ ref, key }))), ids }, branch: { objects } },
      new Date(begunAt),
    );

  it('is kept with what is beside it and not the hub’s', () => {
    expect(inFlightFor([item('y')], { 'pipeline a': '7', 'stage a/x': '7/1' })).toEqual({
      ...{ created: [stage('y')], beside: { stage: ['7/2'] }, begunAt },
    });
  });

  it('is kept with its children, but for those that come with every parent, and has nothing beside it in a new one', () => {
    const children = [item('y'), item('z', { key: 'a/~won' }), item('x', { action: 'update' })];
    const inFlight = inFlightFor([item('a', { kind: 'pipeline', children })], {});
    expect(inFlight?.created).toEqual([{ kind: 'pipeline', ref: 'a' }, stage('y')]);
    expect(unseenOf(inFlight)).toMatchObject([
      { kind: 'pipeline', ref: 'a', branchId: '', origin: 'created', beside: [] },
      { kind: 'stage', ref: 'y', branchId: '', origin: 'created', beside: [] },
    ]);
  });

  it('stays in question where the plan asks about it, and else is known never to have been made', () => {
    const inFlight = { created: [stage('1/2'), stage('1/3')], begunAt };
    const asking = planOf({ ref: '1/2', action: 'blocked' }, { ref: '1/3' });
    expect(stillInQuestion(inFlight, asking)).toEqual({ created: [stage('1/2')], begunAt });
    // Because the call itself may still arrive, whatever it was about.
    expect(stillInQuestion(inFlight, planOf())).toEqual({ created: [], begunAt });
    expect(stillInQuestion(null, planOf())).toBeNull();
  });
});

describe('a call of an earlier attempt whose answer is missing', () => {
  const earlier = { created: [stage('1/2')], replaced: [stage('1/9')], begunAt };

  it('is known as long as no later one is under way, without what it was to create', () => {
    expect(besideEarlier(null, earlier)).toEqual({ ...earlier, created: [] });
    const later = { created: [], begunAt: '2026-03-01T12:00:20.000Z' };
    expect(besideEarlier(later, earlier)).toEqual(later);
    expect(besideEarlier(null, null)).toBeNull();
  });
});
