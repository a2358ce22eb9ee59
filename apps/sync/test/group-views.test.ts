import { describe, expect, it } from '@jest/globals';
import { sayFact } from '@hub/messages';
import type { PlanRun } from '../src/plan-run/plan-run.entity.js';
import { countBots } from '../src/rollout/bot-states.js';
import { groupPlans } from '../src/rollout/group-plans.js';
import { groupViews, summaryOf } from '../src/rollout/rollout-view.js';
import type { Rollout } from '../src/rollout/rollout.entity.js';
import { planOf } from './plan-of.js';

const tag = (key: string) =>
  ({ action: 'create', kind: 'tag', key, name: key, after: { name: key } }) as const;
const step = { action: 'manual', kind: 'manual', key: 'Источники', name: 'Источники' } as const;

function countsOf(changes: Parameters<typeof planOf>) {
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  return { ...planOf().counts, create: count('create'), manual: count('manual') };
}

/** The texts of groups of accounts, given the names of each and the plan of its first. */
function textsOf(...given: (readonly [names: readonly string[], ...changes: Parameters<typeof planOf>])[]) {
  const runs = given.map(([names, ...changes]) => {
    const plan = {
      ...planOf(...changes),
      counts: countsOf(changes),
      leftovers: [{ kind: 'tag', name: `Своё ${names[0] ?? ''}`, branchId: 'leads/9', within: 'leads' }],
    };
    const options = { exceptions: [], prune: false, migrationTargets: {} };
    return {
      id: `plan of ${names[0] ?? ''}`,
      accountId: names[0],
      rolloutId: 'r',
      plan,
      irrevocable: [],
      options,
    };
  }) as unknown as PlanRun[];
  const accounts = given.flatMap(([names], at) =>
    names.map((name) => ({
      ...{ name, content: String(at), planId: `plan of ${names[0] ?? ''}`, objections: [], irrevocable: [] },
      counts: runs[at]!.plan.counts,
      touched: { accountId: name, name, touched: [] },
    })),
  );
  const views = groupViews(groupPlans(accounts), new Map(runs.map((run) => [run.id, run])));
  return views.map(({ title, text }) => ({ title: sayFact(title, 'ru'), text: sayFact(text ?? '', 'ru') }));
}

describe('the text of several accounts', () => {
  it('says of which account steps for people and leftovers are', () => {
    const [group] = textsOf([['Казань', 'Уфа'], tag('leads/VIP'), step]);
    const [alike = '', own = ''] = group!.text.split('Только у аккаунта «Казань» (у остальных своё');
    expect(alike).toContain('VIP');
    expect(alike).not.toMatch(/Источники|Своё|под управлением/);
    expect(own).toMatch(/Источники[^]*Своё Казань/);
    expect(group!.title).toBe('2 аккаунта: 1 изменение');
  });

  it('says the steps of a group that differs, too', () => {
    const [first, other] = textsOf(
      [['Казань', 'Уфа'], tag('leads/VIP')],
      [['Омск'], tag('leads/VIP'), tag('leads/Дилер'), step],
    );
    expect(first!.text).toContain('Своё Казань');
    expect(other!.text).toMatch(/Только здесь:[^]*Дилер[^]*Только у аккаунта «Омск»:[^]*Источники/);
    expect(other!.text).not.toContain('Своё');
  });
});

it('a summary counts accounts in part apart from those that are done', () => {
  const accounts = { healthy: 2, failed: 1, suspended: 0, skipped: 0 };
  const said = summaryOf(
    { state: 'done' } as Rollout,
    { accounts, inPart: 1, botStates: countBots([]) } as Parameters<typeof summaryOf>[1],
    3,
  );
  expect(sayFact(said ?? '', 'ru')).toMatch(/готово 2, не удалось 1,.*\. Применено не полностью: 1\./);
});
