import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { beyondApproved, createdBy, whyStale } from './compare-plans.js';

const begun = { hasBegun: true, inFlight: null, forcedBy: null };

describe('beyondApproved', () => {
  const color = { before: { color: '#c1c1c1' }, after: { color: '#fff000' } };
  const approved = planOf(
    {},
    { key: 'a/y', action: 'update', ...color },
    { key: 'a/m', action: 'adopt', after: {} },
    { key: 'a/m', action: 'manual', after: {} },
  );
  const sent = { created: [{ kind: 'stage', ref: '1/2' }] };

  it.each([
    ['what is still to do', planOf({})],
    ['nothing', planOf()],
    ['a created object whose answer was lost', planOf({ action: 'adopt', after: {} })],
    ['a created object that is not yet complete', planOf({ action: 'update', after: { color: '#fff000' } })],
    ['the rest of an update', planOf({ key: 'a/y', action: 'update', ...color })],
    ['a neighbour that has to make room', planOf({ key: 'a/z', action: 'update', after: {}, moved: true })],
    ['a step for a person', planOf({ key: 'b', action: 'manual' })],
    ['an adoption that also has a step for a person', planOf({ key: 'a/m', action: 'adopt', after: {} })],
  ])('covers %s', (_, remaining) => {
    expect(beyondApproved(remaining, approved, sent)).toBeNull();
  });

  it.each([
    ['a new object', planOf({ key: 'a/n' })],
    ['a deletion', planOf({ action: 'delete' })],
    ['an object of that name which nobody sent', planOf({ action: 'adopt', ref: '9/9', after: {} })],
    [
      'a value somebody set meanwhile',
      planOf({ key: 'a/y', action: 'update', before: { color: '#ccc8f9' }, after: { color: '#fff000' } }),
    ],
    ['another attribute', planOf({ key: 'a/y', action: 'update', after: { name: 'other' } })],
    ['an object that vanished', planOf({ key: 'a/y', action: 'create' })],
    ['a move elsewhere', planOf({ key: 'b/z', within: 'b', action: 'update', after: {}, moved: true })],
  ])('does not cover %s', (_, remaining) => {
    expect(beyondApproved(remaining, approved, sent)).toMatch(/stage/);
  });
});

describe('whyStale', () => {
  it('tells the object that goes from the one that gets its name', () => {
    const renamed = { action: 'update', branchId: '1/3', before: { name: 'y' } } as const;
    const replaced = planOf(renamed, { action: 'delete', branchId: '1/2', after: null });
    expect(whyStale(replaced, replaced, { ...begun, hasBegun: false })).toBeNull();
    expect(whyStale(replaced, planOf(renamed), begun)).toBe('delete stage a/x');
  });

  const lost = (count: number) => ({
    action: 'delete' as const,
    risks: [{ code: 'cards-with-value' as const, count }],
  });
  it('wants exactly the approved plan until something was written', () => {
    const [approved, now] = [planOf({}), { ...planOf({}), checksum: 'other' }];
    expect(whyStale(now, approved, { ...begun, hasBegun: false })).toMatch(/another plan/);
    expect(whyStale(now, approved, begun)).toBeNull();
  });

  it('stops when cards filled up while the plan waited', () => {
    const [approved, now] = [planOf(lost(0)), planOf(lost(300))];
    expect(whyStale(now, approved, { ...begun, hasBegun: false })).toMatch(/300/);
    expect(whyStale(planOf(lost(300)), planOf(lost(300)), { ...begun, forcedBy: 'Анна' })).toBeNull();
    expect(whyStale(planOf(lost(301)), planOf(lost(300)), { ...begun, forcedBy: 'Анна' })).toMatch(/301/);
  });
});

describe('createdBy', () => {
  it('names new objects, those inside a parent too', () => {
    const child = { kind: 'stage', ref: '1/2', action: 'create', children: [] };
    expect(createdBy([{ kind: 'pipeline', ref: '1', action: 'create', children: [child] }])).toEqual([
      { kind: 'pipeline', ref: '1' },
      { kind: 'stage', ref: '1/2' },
    ]);
    expect(createdBy([{ kind: 'field', ref: '7', action: 'update', children: [] }])).toEqual([]);
  });
});
