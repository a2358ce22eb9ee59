import { describe, expect, it } from '@jest/globals';
import type { ObjectUse } from '@hub/contracts';
import { planOf } from '../../test/plan-of.js';
import { needsUses, resolveUses, useObstacle, useRisks } from './uses.js';

const uses: ObjectUse[] = [
  { kind: 'stage', id: '1/10', by: 'branch-target', name: 'Казань' },
  { kind: 'pipeline', id: '1', by: 'branch-target', name: 'Казань' },
  { kind: 'field', id: 'leads/5', by: 'region-field', name: '' },
  { kind: 'field', id: 'leads/6', by: 'allowed-field', name: '' },
];

describe('what settings name', () => {
  it.each([
    ['stage', '1/10', true],
    ['stage', '1/11', false],
    ['stage', '11/10', false],
    ['pipeline', '1', true],
    ['pipeline', '11', false],
    ['field', 'leads/5', true],
    ['enum', 'leads/5/50', false],
  ] as const)('%s %s must not go: %s', (kind, id, isNamed) => {
    expect(useObstacle({ kind, id }, uses)?.code ?? null).toBe(isNamed ? 'in-use' : null);
  });

  it('names who uses an object once, and who reads a value by its text', () => {
    const named = { code: 'named-by', count: null };
    expect(useRisks({ kind: 'pipeline', id: '1' }, uses)).toEqual([
      { ...named, by: 'branch-target', name: 'Казань' },
    ]);
    expect(useRisks({ kind: 'enum', id: 'leads/5/50' }, uses)).toEqual([
      { ...named, by: 'region-field', name: '' },
    ]);
    expect(useRisks({ kind: 'enum', id: 'leads/6/60' }, uses)).toEqual([]);
  });

  it('a bot that names it is said and holds nothing up', () => {
    const named: ObjectUse[] = [{ kind: 'field', id: 'leads/7', by: 'bot', name: 'Приветствие' }];
    expect(useObstacle({ kind: 'field', id: 'leads/7' }, named)).toBeNull();
    for (const place of [
      { kind: 'field', id: 'leads/7' } as const,
      { kind: 'enum', id: 'leads/7/70' } as const,
    ])
      expect(useRisks(place, named)).toEqual([
        { code: 'named-by', count: null, by: 'bot', name: 'Приветствие' },
      ]);
  });

  it('by name is every object that a person takes for it, a code comes first, and nothing of elsewhere', () => {
    const object = (kind: 'pipeline' | 'field', id: string, within: string, name: string, code?: string) => {
      return { kind, id, within, sort: 1, attributes: { name, ...(code ? { code } : {}) } };
    };
    const byName: ObjectUse[] = [
      { kind: 'pipeline', id: '', title: 'Передача в офис', by: 'escalation-branch', name: '' },
      { kind: 'field', id: 'leads', title: 'комментарий', code: 'NOTE', by: 'escalation-reason', name: '' },
    ];
    const objects = [
      object('pipeline', '1', '', 'Передача в офис'),
      object('pipeline', '2', '', 'передача  в офис'),
      object('pipeline', '3', '', 'Передача'),
      object('field', 'leads/5', 'leads', 'Комментарий'),
      object('field', 'contacts/6', 'contacts', 'Комментарий', 'NOTE'),
    ];
    const idsOf = (of: typeof objects) =>
      resolveUses([...uses, ...byName], { objects: of }).slice(uses.length);
    expect(idsOf(objects).map(({ id }) => id)).toEqual(['1', '2', 'leads/5']);
    expect(idsOf([...objects, object('field', 'leads/7', 'leads', 'Другое', 'NOTE')]).at(-1)?.id).toBe(
      'leads/7',
    );
    expect(useObstacle({ kind: 'pipeline', id: '1' }, idsOf(objects))?.facts.by).toBe('escalation-branch');
    expect(resolveUses(uses, { objects })).toEqual(uses);
  });

  it('has to be known where something goes or gets another name', () => {
    const change = { branchId: '1/10', action: 'update' } as const;
    expect(needsUses(planOf({ ...change, after: { color: '#fff000' } }))).toBe(false);
    expect(needsUses(planOf({ ...change, after: { name: 'x' } }))).toBe(true);
    expect(needsUses(planOf({ ...change, action: 'delete', after: null }))).toBe(true);
    expect(needsUses(planOf({ action: 'create', branchId: null }))).toBe(false);
  });
});
