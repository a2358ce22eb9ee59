import { readFileSync } from 'node:fs';
import type { Configuration } from '../src/configuration/configuration.js';
import { normaliseSnapshot } from '../src/configuration/normalise-snapshot.js';
import { readBlueprint } from '../src/configuration/read-blueprint.js';
import { checkSafety, type Safety } from '../src/plan/check-safety.js';
import { describePlan } from '../src/plan/describe-plan.js';
import { planAccount, type PlanInput } from '../src/plan/plan-account.js';
import type { Plan } from '../src/plan/plan.js';
import { applyToModel } from './apply-to-model.js';
import { ModelAccount } from './model-account.js';

export interface GoldenCase {
  readonly name: string;
  readonly title: string;
  readonly plan: Plan;
  readonly safety: Safety;
  readonly text: string;
}

/** The three plans of the docs, made by the software itself. `blueprint` is the path of the franchise solution. */
export function goldenCases(blueprint: string): readonly GoldenCase[] {
  const read = readBlueprint(readFileSync(blueprint, 'utf8'), blueprint);
  if (!read.ok) throw new Error(`${blueprint} does not read`);
  const release = read.configuration;
  return [
    golden('fresh-branch', 'A fresh branch', input(release, newAccount())),
    golden('in-use-with-collisions', 'A branch in use, with collisions', input(release, usedAccount())),
    golden('risky-removal', 'A release that removes things people use', riskyRemoval(release)),
  ];
}

function golden(name: string, title: string, given: PlanInput): GoldenCase {
  const plan = planAccount(given);
  return { name, title, plan, safety: checkSafety(plan), text: describePlan(plan) };
}

function input(release: Configuration, account: ModelAccount): PlanInput {
  return { release, branch: normaliseSnapshot(account.snapshot()), ledger: [] };
}

const stages = (names: readonly string[]) =>
  names.map((name, at) => ({ name, sort: at * 10, color: '#fffeb2' }));
const pipeline = (name: string, sort: number, names: readonly string[]) => ({
  name,
  sort,
  is_main: sort === 1,
  is_unsorted_on: true,
  _embedded: { statuses: stages(names) },
});

function newAccount(): ModelAccount {
  const account = new ModelAccount();
  const usual = ['Первичный контакт', 'Переговоры', 'Принимают решение', 'Согласование договора'];
  account.call('POST', '/api/v4/leads/pipelines', [pipeline('Воронка', 1, usual)]);
  return account;
}

function usedAccount(): ModelAccount {
  const account = newAccount();
  account.call('POST', '/api/v4/leads/pipelines', [
    pipeline('Продажи — филиал', 2, ['Контакт', 'Новая', 'Замер', 'Предложение', 'Согласование']),
    pipeline('Входящие обращения', 3, ['Звонок']),
    pipeline('Входящие обращения', 4, ['Сайт']),
  ]);
  account.call('POST', '/api/v4/leads/custom_fields', [
    { name: 'Регион', type: 'text', sort: 500 },
    {
      name: 'Наш филиал',
      type: 'select',
      code: 'HUB_BRANCH',
      sort: 501,
      enums: [{ value: 'Казань', sort: 1 }],
    },
    { name: 'Комментарий', type: 'textarea', code: 'NOTE', sort: 502 },
    { name: 'Дата замера', type: 'date', sort: 503 },
  ]);
  account.call('POST', '/api/v4/leads/loss_reasons', [
    { name: 'Дорого', sort: 1 },
    { name: 'Не отвечает', sort: 2 },
  ]);
  account.call('POST', '/api/v4/leads/tags', [{ name: 'изЦентра', color: 'EBEBEB' }, { name: 'VIP' }]);
  return account;
}

/** The next release drops a pipeline, two stages, a field and a value, and renames a stage. */
function riskyRemoval(first: Configuration): PlanInput {
  const account = newAccount();
  const ledger = applyToModel(planAccount(input(first, account)), account, []);
  const gone = [
    'Передача в головной офис',
    'Продажи — филиал/Согласование',
    'Продажи — филиал/Переговоры',
    'leads/HUB_REQUEST_KIND',
    'leads/HUB_REGION/Другой регион',
    'leads/HUB_COMMENT',
  ];
  const objects = first.objects
    .filter(({ key, within }) => !gone.includes(key) && !gone.includes(within))
    .map((object) =>
      object.key === 'Продажи — филиал/Контакт'
        ? { ...object, attributes: { ...object.attributes, name: 'Первый контакт' } }
        : object,
    );
  const branch = normaliseSnapshot(account.snapshot());
  const address = (kind: string, name: string) => {
    const found = branch.objects.find((object) => object.kind === kind && object.attributes.name === name);
    return { id: found?.id ?? '', key: `${kind} ${found?.id ?? ''}` };
  };
  const moved = address('stage', 'Переговоры');
  const talks = branch.objects.filter(
    ({ kind, attributes }) => kind === 'stage' && attributes.name === 'Переговоры',
  );
  const managed = talks.find(({ id }) => ledger.some((entry) => entry.branchId === id)) ?? { id: moved.id };
  return {
    release: { objects },
    branch: {
      ...branch,
      mentions: [...branch.mentions, { kind: 'stage', id: managed.id, by: 'role', name: 'Менеджер филиала' }],
    },
    ledger,
    prune: true,
    migrationTargets: { [managed.id]: 'Продажи — филиал/Предложение' },
    liveCounts: {
      [`stage ${managed.id}`]: 12,
      [address('stage', 'Согласование').key]: 37,
      [address('stage', 'Контакт').key]: 54,
      [address('pipeline', 'Передача в головной офис').key]: 0,
      [address('field', 'Тип запроса').key]: 120,
      [address('enum', 'Другой регион').key]: 8,
    },
  };
}
