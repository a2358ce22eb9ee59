import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { narrowPlan, type ObjectName } from './narrow-plan.js';

const plan = planOf(
  { kind: 'pipeline', key: 'a', within: '', after: { name: 'a' } },
  { kind: 'stage', key: 'a/x', within: 'a' },
  { kind: 'stage', key: 'a/y', within: 'a' },
  { kind: 'field-group', key: 'leads/Вкладка', within: 'leads', after: {} },
  { kind: 'field', key: 'leads/f', within: 'leads', after: { group: 'leads/Вкладка', requiredAt: ['a/y'] } },
  { kind: 'tag', key: 'leads/t', within: 'leads', action: 'update', branchId: 'leads/1', before: {} },
  { kind: 'stage', key: 'b/old', within: 'b', action: 'delete', branchId: '1/2', before: {}, after: null },
);
const keys = (...only: ObjectName[]) => narrowPlan(plan, only).changes.map(({ key }) => key);

describe('a plan for chosen objects', () => {
  it('has their changes and those of what is in them', () => {
    expect(keys({ kind: 'tag', key: 'leads/t' })).toEqual(['leads/t']);
    expect(keys({ kind: 'pipeline', key: 'a' })).toEqual(['a', 'a/x', 'a/y']);
    expect(keys({ kind: 'pipeline', key: 'b' })).toEqual(['b/old']);
    expect(keys({ kind: 'stage', key: 'b/old' })).toEqual(['b/old']);
    expect(keys({ kind: 'tag', key: 'leads/nothing' })).toEqual([]);
  });

  it('creates what they need, and what that needs', () => {
    expect(keys({ kind: 'stage', key: 'a/x' })).toEqual(['a', 'a/x']);
    expect(keys({ kind: 'field', key: 'leads/f' })).toEqual(['a', 'a/y', 'leads/Вкладка', 'leads/f']);
  });

  it('counts anew and is another plan', () => {
    const narrowed = narrowPlan(plan, [{ kind: 'stage', key: 'b/old' }]);
    expect(narrowed.counts).toMatchObject({ create: 0, update: 0, delete: 1 });
    expect(narrowed.checksum).not.toBe(narrowPlan(plan, [{ kind: 'tag', key: 'leads/t' }]).checksum);
    expect(narrowPlan(plan, [{ kind: 'stage', key: 'b/old' }])).toEqual(narrowed);
  });
});
