import { describe, expect, it } from '@jest/globals';
import { planOf } from '../../test/plan-of.js';
import { say, type Message } from '@hub/messages';
import type { Change } from '../plan/plan.js';
import { groupPlans, type PlannedAccount } from './group-plans.js';
import { contentDifference, planContent } from './plan-content.js';

const counts = { create: 1, update: 0, delete: 0, adopt: 0, manual: 0, blocked: 0, managed: 0, own: 0 };
const account = (name: string, content: string) => {
  const touched = { accountId: name, name, touched: [] };
  return { name, content, planId: `plan of ${name}`, counts, objections: [], irrevocable: [], touched };
};

const objectionsOf = (...accounts: PlannedAccount[]) =>
  groupPlans(accounts).flatMap(({ objections }) =>
    objections.map(({ key, facts }) =>
      key === 'rollouts.objection-of'
        ? `{objection} (${typeof facts.where === 'string' ? facts.where : ''})`
        : '{objection}',
    ),
  );

const update = {
  action: 'update',
  kind: 'tag',
  key: 'leads/VIP',
  branchId: 'leads/1',
  before: { color: null },
  after: { color: 'D5D8DB' },
} as const;
const change = (given: Partial<Change>): Change => planOf({ ...update, ...given }).changes[0]!;

describe('groups of plans', () => {
  it('put equal contents together, the largest first, each with one of its plans', () => {
    const groups = groupPlans([account('А', 'x'), account('Б', 'y'), account('В', 'y'), account('Г', 'z')]);
    expect(groups.map(({ names, accounts, planId }) => ({ names, accounts, planId }))).toEqual([
      { names: ['Б', 'В'], accounts: 2, planId: 'plan of Б' },
      { names: ['А'], accounts: 1, planId: 'plan of А' },
      { names: ['Г'], accounts: 1, planId: 'plan of Г' },
    ]);
  });

  it('name what is objected to in any of their plans, and whose it is', () => {
    const objection = { key: 'sync.plan-input', facts: {} } as const;
    const small = { ...account('Б', 'x'), objections: [objection] };
    expect(objectionsOf(account('А', 'x'), small)).toEqual(['{objection} (Б)']);
    expect(objectionsOf(small, small)).toEqual(['{objection}']);
    const losing = (name: string, count: number) => ({
      ...account(name, 'x'),
      objections: [{ key: 'plans.values-lost', facts: { count } } as const],
    });
    expect(groupPlans([losing('А', 1000), losing('Б', 3)])[0]?.objections).toMatchObject([
      { facts: { objection: { facts: { count: 1003 } }, where: 'А 1000, Б 3', more: 0 } },
    ]);
    const all = (kind: string, count: number) =>
      ({ key: 'plans.all-of-kind', facts: { kind, count } }) as const;
    const going = { ...account('Г', 'x'), objections: [all('tag', 2), all('field', 5)] };
    expect(groupPlans([going, going])[0]?.objections).toMatchObject([
      { facts: { objection: all('tag', 4) } },
      { facts: { objection: all('field', 10) } },
    ]);
  });

  it('name the smallest and the largest share, and the accounts from the largest on', () => {
    const large = (name: string, share: number) => ({
      ...account(name, 'x'),
      objections: [{ key: 'plans.too-many-updates', facts: { share, allowed: 30 } } as const],
    });
    const many = Array.from({ length: 20 }, (_none, at) => large(`Филиал ${at}`, 31));
    const [group] = groupPlans([large('А', 35), large('Б', 80), account('В', 'x'), ...many]);
    expect(say(group!.objections[0]!, 'ru')).toMatch(
      /у 31–80 % управляемых объектов, допускается 30 % \(Б 80 %, А 35 %, Филиал 0 31 %, .* и ещё 2 аккаунта\)$/,
    );
    expect(say(groupPlans([large('А', 35)])[0]!.objections[0]!, 'en')).toMatch(/^35 % .* 30 % are allowed$/);
  });

  it('have the numbers of all their accounts, not of the first', () => {
    const counted = (manual: number, managed: number, own: number) => ({
      ...account('А', 'x'),
      counts: { ...counts, manual, managed, own },
    });
    expect(groupPlans([counted(0, 9, 4), counted(2, 5, 7)])).toMatchObject([
      {
        counts: { create: 1, manual: 2, managed: 9, own: 7 },
        fewest: { create: 1, manual: 0, managed: 5, own: 4 },
      },
    ]);
  });

  it('add up what does not come back', () => {
    const stay = (count: number) =>
      ({ key: 'rollouts.deals-stay', facts: { name: 'Счёт', to: 'Новая', count } }) as const;
    const anew = (name: string) => ({ key: 'rollouts.made-anew', facts: { name } }) as const;
    const lost = (...irrevocable: readonly Message[]) => ({ ...account('А', 'x'), irrevocable });
    const groups = groupPlans([lost(stay(3), anew('Регион'), anew('Окно')), lost(stay(1), anew('Окно'))]);
    expect(groups).toMatchObject([{ irrevocable: [stay(4), anew('Регион'), anew('Окно')] }]);
  });

  it('take plans for equal whose ids, places and counts differ, and nothing else', () => {
    const content = (given: Partial<Change>) => planContent({ changes: [change(given)] });
    const risk = (count: number) => [{ code: 'deals-in-stage', count } as const];
    expect(content({ branchId: 'leads/7', sort: 20, risks: risk(3) })).toBe(content({ risks: risk(40) }));
    expect(content({ after: { color: 'FF8F92' } })).not.toBe(content({}));
    expect(content({ before: { color: 'FF8F92' } })).not.toBe(content({}));
    expect(content({ risks: risk(3) })).not.toBe(content({}));
    expect(planContent({ changes: [], unread: ['tag'] })).not.toBe(planContent({ changes: [] }));
  });

  it('take plans for equal that remove the same, whatever it is in or looks like in each account', () => {
    const gone = (before: Change['before']) =>
      planContent({ changes: [change({ action: 'delete', kind: 'field', before, after: null })] });
    expect(gone({ name: 'Замер', requiredAt: ['1/10'], group: 'leads_1' })).toBe(
      gone({ name: 'Замер', requiredAt: ['2/20'], group: 'leads_2' }),
    );
  });

  it('take plans for different that take along different numbers of objects', () => {
    const along = (count: number) =>
      planContent({ changes: [change({ action: 'delete', risks: [{ code: 'takes-along', count }] })] });
    expect(along(2)).not.toBe(along(3));
  });

  it('take plans for equal that keep something of the branch’s own, or name its own target or ids in a question', () => {
    const own = (id: string) =>
      planContent({ changes: [change({ after: { requiredAt: ['Продажи/Договор', `~=1/${id}`] } })] });
    expect(own('10')).toBe(own('20'));
    const named = (name: string, by: 'branch-target' | 'role' = 'branch-target') =>
      planContent({
        changes: [
          change({
            reason: { code: 'in-use', facts: { by, name } },
            risks: [{ code: 'named-by', count: null, by, name }],
          }),
        ],
      });
    expect(named('Казань')).toBe(named('Уфа'));
    expect(named('Менеджер', 'role')).not.toBe(named('Стажёр', 'role'));
    const asked = (ids: string) =>
      planContent({
        changes: [
          change({ action: 'blocked', reason: { code: 'near-twin', facts: { names: '«Вип»', ids } } }),
        ],
      });
    expect(asked('leads/3')).toBe(asked('leads/8'));
  });

  it('take plans for equal whatever people have ticked off', () => {
    const step = change({ action: 'manual', kind: 'manual', key: 'Источники' });
    expect(planContent({ changes: [change({}), step] })).toBe(planContent({ changes: [change({})] }));
    expect(contentDifference({ changes: [step] }, { changes: [] })).toEqual({ own: [], lacking: [] });
  });

  it('differ by the changes that only one of them has', () => {
    const [one, other, both] = [change({ key: 'a' }), change({ key: 'b' }), change({ key: 'c' })];
    const { own, lacking } = contentDifference({ changes: [one, both] }, { changes: [both, other] });
    expect([own, lacking]).toEqual([[one], [other]]);
  });
});
