import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import type { LedgerEntry } from '../plan/ledger.js';
import { attributesOf, findDrift } from './find-drift.js';

const entry: LedgerEntry = { kind: 'stage', ref: '1/2', branchId: '7/8', origin: 'created' };
const release = {
  objects: [
    { kind: 'pipeline' as const, key: 'a', ref: '1', within: '', attributes: { name: 'Заявки' } },
    { kind: 'stage' as const, key: 'a/x', ref: '1/2', within: 'a', attributes: { name: 'x' } },
  ],
};
const input = { release, ledger: [entry], left: [] };
const renamed = { action: 'update', branchId: '7/8', before: { name: 'y' }, after: { name: 'x' } } as const;
const byHand = { action: 'manual', branchId: '7/8', before: { type: 1 }, after: { type: 2 } } as const;

describe('findDrift', () => {
  it('names a changed object with what differs, and what it is in', () => {
    expect(findDrift(planOf(renamed), input)).toMatchObject([
      { kind: 'stage', key: 'a/x', owner: 'Заявки', form: 'changed', before: { name: 'y' }, isByHand: false },
    ]);
  });

  it('names one object once, with what a person has to do beside', () => {
    const found = findDrift(planOf(renamed, byHand), input);
    expect(found).toMatchObject([{ after: { name: 'x', type: 2 }, isByHand: false }]);
    expect(findDrift(planOf(byHand), input)).toMatchObject([{ isByHand: true }]);
  });

  it.each([
    ['vanished', planOf({ action: 'create' }), 'vanished'],
    ['vanished, of what no API creates', planOf({ action: 'manual' }), 'vanished'],
    ['replaced', planOf({ action: 'adopt', branchId: '7/9', before: {}, after: {} }), 'replaced'],
  ])('tells what %s', (_, plan, form) => {
    expect(findDrift(plan, input)).toMatchObject([{ form }]);
  });

  it('keeps why a plan would stop at it', () => {
    const blocked = planOf({ ...renamed, action: 'blocked', reason: { code: 'archived', facts: {} } });
    expect(findDrift(blocked, input)).toMatchObject([{ reason: { code: 'archived' } }]);
  });

  const waits = { code: 'parent-blocked', facts: {} } as const;
  it.each([
    ['what the hub never brought there', planOf({ action: 'create', ref: '9/9' })],
    [
      'a step that somebody has to confirm',
      planOf({ action: 'manual', reason: { code: 'by-hand', facts: {} } }),
    ],
    ['what waits for its parent', planOf({ action: 'blocked', reason: waits })],
    ['what goes', planOf({ action: 'delete', branchId: '7/8', after: null })],
  ])('leaves out %s', (_, plan) => {
    expect(findDrift(plan, input)).toEqual([]);
  });

  it('leaves out the place of what only makes room for one that vanished', () => {
    const aside = { ...renamed, before: {}, after: {}, moved: true };
    expect(findDrift(planOf(aside), input)).toMatchObject([{ moved: true }]);
    expect(findDrift(planOf({ key: 'a/y', ref: '1/3' }, aside), input)).toEqual([]);
    expect(findDrift(planOf({ key: 'a/y', ref: '1/3' }, { ...renamed, moved: true }), input)).toMatchObject([
      { key: 'a/x', moved: false },
    ]);
  });

  it('leaves out what was open when the release was applied, until that changes too', () => {
    const left = planOf(byHand).changes;
    expect(findDrift(planOf(byHand), { ...input, left })).toEqual([]);
    expect(findDrift(planOf({ ...byHand, before: { type: 3 } }), { ...input, left })).toHaveLength(1);
  });

  const won = { ...renamed, ref: '1/142', key: 'a/~won', within: 'a', fixed: '~won' } as const;

  it('counts a final stage, which is in no ledger, where the hub brought its pipeline', () => {
    const brought: LedgerEntry = { kind: 'pipeline', ref: '1', branchId: '7', origin: 'adopted' };
    expect(findDrift(planOf(won), { ...input, ledger: [brought] })).toHaveLength(1);
  });

  it('leaves out a final stage of a pipeline that the hub never brought', () => {
    const pipeline = { kind: 'pipeline', key: 'a', ref: '1', within: '' } as const;
    const own = { action: 'adopt', branchId: '7', before: {}, after: {} } as const;
    expect(findDrift(planOf(won, { ...pipeline, ...own }), input)).toEqual([]);
  });
});

describe('attributesOf', () => {
  it('names what differs and the place, and nothing of an object that is not there', () => {
    expect(attributesOf({ form: 'changed', after: { name: 'x' }, moved: true })).toEqual(['name', 'order']);
    expect(attributesOf({ form: 'vanished', after: null, moved: false })).toEqual([]);
  });
});
