import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import type { ConfigObject } from '../configuration/configuration.js';
import { allBut, removingOnly, withNeeded } from './narrow.js';

const object = (given: Partial<ConfigObject> & Pick<ConfigObject, 'kind' | 'key'>): ConfigObject => ({
  ...{ ref: given.key, within: '', attributes: { name: given.key } },
  ...given,
});
const release = {
  objects: [
    object({ kind: 'pipeline', key: 'a' }),
    object({ kind: 'stage', key: 'a/x', within: 'a' }),
    object({ kind: 'stage', key: 'a/y', within: 'a' }),
    object({ kind: 'field', key: 'leads/F', within: 'leads', attributes: { requiredAt: ['a/y'] } }),
    object({ kind: 'tag', key: 'leads/T', within: 'leads' }),
  ],
};
const stage = (key: string) => ({ kind: 'stage' as const, key });
const keysOf = (names: readonly { key: string }[]) => names.map(({ key }) => key);

describe('withNeeded', () => {
  it('takes nothing along while everything around stands', () => {
    const plan = planOf({ key: 'a/y', action: 'update' }, { key: 'a/x', action: 'update' });
    expect(keysOf(withNeeded([stage('a/y')], release, plan))).toEqual(['a/y']);
  });

  it('takes along what it is in, with all of that, where it is to be created', () => {
    const plan = planOf({ kind: 'pipeline', key: 'a' }, { key: 'a/x' }, { key: 'a/y' });
    expect(keysOf(withNeeded([stage('a/y')], release, plan))).toEqual(['a', 'a/x', 'a/y']);
  });

  it('takes along what it names, where that is to be created', () => {
    const plan = planOf({ key: 'a/y' }, { key: 'a/x' });
    const field = { kind: 'field' as const, key: 'leads/F' };
    expect(keysOf(withNeeded([field], release, plan))).toEqual(['a/y', 'leads/F']);
  });

  it('remembers what gets a place, also when it stands by now', () => {
    const moved = planOf({ key: 'a/y', action: 'update', moved: true });
    expect(withNeeded([stage('a/y')], release, moved)).toEqual([{ ...stage('a/y'), isPlaced: true }]);
    expect(withNeeded([{ ...stage('a/y'), isPlaced: true }], release, planOf())).toEqual([
      { ...stage('a/y'), isPlaced: true },
    ]);
  });

  it('takes along what is in it, existing or not', () => {
    expect(keysOf(withNeeded([{ kind: 'pipeline', key: 'a' }], release, planOf()))).toEqual([
      'a',
      'a/x',
      'a/y',
    ]);
  });

  it('keeps the name of what the release does not have: it may be something to remove', () => {
    expect(withNeeded([stage('a/z')], release, planOf())).toEqual([stage('a/z')]);
  });
});

describe('allBut', () => {
  const isNarrowing = true;
  const others = [
    { kind: 'field', key: 'leads/F', isNarrowing },
    { kind: 'tag', key: 'leads/T', isNarrowing },
  ];
  const holder = [
    { kind: 'pipeline', key: 'a', attribute: 'name', isNarrowing },
    { kind: 'pipeline', key: 'a', attribute: 'order', isNarrowing },
  ];

  it('leaves everything else alone, and of what it is in only the attributes', () => {
    expect(allBut([stage('a/y')], release, planOf())).toEqual([
      ...holder,
      { kind: 'stage', key: 'a/x', isNarrowing },
      ...others,
    ]);
  });

  it('lets siblings make room for what gets a place', () => {
    expect(allBut([{ ...stage('a/y'), isPlaced: true }], release, planOf())).toEqual([
      ...holder,
      { kind: 'stage', key: 'a/x', attribute: 'name', isNarrowing },
      ...others,
    ]);
  });

  it('makes no sibling for that', () => {
    const plan = planOf({ key: 'a/x', action: 'create' });
    expect(allBut([{ ...stage('a/y'), isPlaced: true }], release, plan)).toContainEqual({
      ...stage('a/x'),
      isNarrowing,
    });
  });
});

describe('removingOnly', () => {
  const gone = { action: 'delete', before: {}, after: null } as const;
  const plan = planOf(
    { ...gone, key: 'b/old', within: 'b', branchId: '1/2' },
    { ...gone, key: 'c/old', within: 'c', branchId: '2/3' },
    { key: 'a/y' },
  );

  it('removes the chosen objects and what is in them, and is another plan', () => {
    const narrowed = removingOnly(plan, [{ kind: 'pipeline', key: 'b' }]);
    expect(narrowed.changes.map(({ key }) => key)).toEqual(['b/old', 'a/y']);
    expect(narrowed.counts).toMatchObject({ delete: 1 });
    expect(removingOnly(plan, [stage('c/old')]).checksum).not.toBe(narrowed.checksum);
    expect(removingOnly(plan, [{ kind: 'pipeline', key: 'b' }])).toEqual(narrowed);
  });
});
