import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import type { Observed } from '../kind/kind.js';
import type { Change } from './plan.js';
import { markClearances, markVanished } from './mark-whole-kinds.js';

const object = (kind: Observed['kind'], within: string, id: string): Observed => ({
  kind,
  id,
  within,
  attributes: { name: id },
  sort: 0,
});
const objects = [
  object('loss-reason', '', '1'),
  object('loss-reason', '', '2'),
  object('loss-reason', '', 'own'),
  object('field', 'contacts', 'contacts/5'),
  object('stage', '7', '7/1'),
  object('stage', '7', '7/2'),
  object('stage', '8', '8/1'),
];
const branch = { objects, unmanaged: [], mentions: [], unread: [] };
const ledger = objects
  .filter(({ id }) => id !== 'own')
  .map(({ kind, id }) => ({ kind, ref: id, branchId: id, origin: 'created' as const }));

describe('markClearances', () => {
  it.each([
    [['loss-reason 1'], []],
    [
      ['loss-reason 1', 'loss-reason 2'],
      ['loss-reason 1', 'loss-reason 2'],
    ],
    [['field contacts/5'], ['field contacts/5']],
    [['stage 8/1'], []],
    [
      ['stage 7/1', 'stage 7/2'],
      ['stage 7/1', 'stage 7/2'],
    ],
  ])('of deletions %j marks %j', (deleted, marked) => {
    const changes = deleted.map((place): Partial<Change> => {
      const [kind, branchId] = place.split(' ') as [Change['kind'], string];
      return { action: 'delete', kind, branchId, after: null };
    });
    const found = markClearances(planOf(...changes).changes, { branch, ledger })
      .filter(({ risks }) => risks.some(({ code }) => code === 'all-of-kind'))
      .map(({ kind, branchId }) => `${kind} ${branchId ?? ''}`);
    expect(found).toEqual(marked);
  });
});

describe('markVanished', () => {
  const creating = planOf(
    { kind: 'loss-reason', ref: '1', within: '' },
    { kind: 'loss-reason', ref: 'new', within: '' },
    { kind: 'field', ref: 'contacts/5', within: 'contacts' },
  ).changes;
  const marked = (there: readonly Observed[]) =>
    markVanished(creating, { branch: { ...branch, objects: there }, ledger })
      .filter(({ risks }) => risks.some(({ code, count }) => code === 'all-vanished' && count === 1))
      .map(({ ref }) => ref);

  it('marks what is made again where nothing of its kind is left', () => {
    expect(marked([])).toEqual(['1', 'contacts/5']);
    expect(marked(objects.filter(({ id }) => id === '2'))).toEqual(['contacts/5']);
    expect(marked(objects.filter(({ id }) => id === 'own'))).toEqual(['1', 'contacts/5']);
  });
});
