import { readFileSync } from 'node:fs';
import { sayFact } from '@hub/messages';
import type { Configuration } from '../src/configuration/configuration.js';
import { withHubFields } from '../src/configuration/hub-fields.js';
import { withManualSteps } from '../src/configuration/manual-steps.js';
import { textOf } from '../src/configuration/json.js';
import { normaliseSnapshot, toConfiguration } from '../src/configuration/normalise-snapshot.js';
import { readBlueprint } from '../src/configuration/read-blueprint.js';
import { checkSafety, type Safety } from '../src/plan/check-safety.js';
import { describePlan } from '../src/plan/describe-plan.js';
import { liveCountsNeeded } from '../src/plan/live-counts-needed.js';
import { planAccount } from '../src/plan/plan-account.js';
import type { PlanInput } from '../src/plan/plan-input.js';
import type { Plan } from '../src/plan/plan.js';
import { applyToModel } from './apply-to-model.js';
import { ModelAccount } from './model-account.js';
import { newAccountState } from './model-state.js';

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
    golden(
      'in-use-with-collisions',
      'A branch in use, with collisions',
      counted(input(release, usedAccount()), { 'field Наш филиал': 61 }),
    ),
    golden('risky-removal', 'A release that removes things people use', riskyRemoval(release)),
  ];
}

function golden(name: string, title: string, given: PlanInput): GoldenCase {
  const plan = planAccount(given);
  return { name, title, plan, safety: checkSafety(plan), text: sayFact(describePlan(plan), 'ru') };
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
  const account = new ModelAccount(newAccountState());
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

/**
 * The reference account loses a pipeline, two stages, two fields and a value, and a stage is renamed. A role of the
 * branch names one of the stages.
 */
function riskyRemoval(blueprint: Configuration): PlanInput {
  const reference = new ModelAccount(newAccountState(), 5000);
  applyToModel(planAccount(input(blueprint, reference)), reference, []);
  const release = () => {
    const raw = reference.snapshot();
    return withManualSteps(withHubFields(toConfiguration(normaliseSnapshot(raw))), raw, {
      accountId: 'reference',
    });
  };
  const account = newAccount();
  const ledger = applyToModel(planAccount(input(release(), account)), account, []);
  const leadFields = '/api/v4/leads/custom_fields';
  const region = reference.state.fields.leads.find(({ name }) => name === 'Регион');
  const enums = region?.enums?.filter(({ value }) => value !== 'Другой регион');
  reference.call('PATCH', leadFields, [{ id: region?.id, name: 'Регион', enums }]);
  for (const field of reference.state.fields.leads.filter(({ name }) => /Тип запроса|Комментарий/.test(name)))
    reference.call('DELETE', `${leadFields}/${field.id}`, null);
  reference.call('DELETE', pathOf(reference, 'Передача в головной офис'), null);
  const rename = { name: 'Первый контакт' };
  reference.call('PATCH', pathOf(reference, 'Продажи — филиал', 'Контакт'), rename);
  for (const gone of ['Переговоры', 'Согласование'])
    reference.call('DELETE', pathOf(reference, 'Продажи — филиал', gone), null);
  const talks = pathOf(account, 'Продажи — филиал', 'Переговоры').split('/');
  const [pipeline_id, status_id] = [Number(talks.at(-3)), Number(talks.at(-1))];
  const roles = [
    { id: 1, name: 'Менеджер филиала', rights: { status_rights: [{ pipeline_id, status_id }] } },
  ];
  const given = {
    release: release(),
    branch: normaliseSnapshot({ ...account.snapshot(), roles }),
    ledger,
    prune: true,
    migrationTargets: { [`${pipeline_id}/${status_id}`]: 'Продажи — филиал/Предложение' },
  };
  return counted(given, {
    'stage Переговоры': 12,
    'stage Согласование': 37,
    'stage Контакт': 54,
    'field Тип запроса': 120,
    'field Комментарий': 15,
    'enum Другой регион': 8,
  });
}

/** As the look at an account does it: everything that the plan would remove or rename is counted. */
function counted(given: PlanInput, counts: Readonly<Record<string, number>>): PlanInput {
  const nameOf = (kind: string, id: string) =>
    textOf(given.branch.objects.find((object) => object.kind === kind && object.id === id)?.attributes.name);
  const found = liveCountsNeeded(planAccount(given)).map(
    ({ kind, branchId, address }) => [address, counts[`${kind} ${nameOf(kind, branchId)}`] ?? 0] as const,
  );
  return { ...given, liveCounts: Object.fromEntries(found) };
}

/** Path of a pipeline, or of a stage of it, by their names. */
function pathOf({ state }: ModelAccount, pipeline: string, stage?: string): string {
  const line = state.pipelines.find(({ name }) => name === pipeline);
  const found = line?._embedded.statuses.find(({ name }) => name === stage);
  if (!line || (stage !== undefined && !found)) throw new Error(`no ${pipeline} ${stage ?? ''}`);
  return `/api/v4/leads/pipelines/${line.id}${found ? `/statuses/${found.id}` : ''}`;
}
