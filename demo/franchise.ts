import type { Json, SandboxAccount, SandboxApi } from './sandbox-api.js';

/** One branch of the demo's franchise. */
export interface BranchSetup extends BranchName {
  account: SandboxAccount;
}

/** The sandbox accounts of a small franchise, as people would have set them up before the hub came. */
export interface Franchise {
  hq: SandboxAccount;
  branches: BranchSetup[];
  intake: { pipelineId: number; firstStatusId: number; handedOverStatusId: number };
  /** Where head office works on leads that branches give to it. */
  escalation: { pipelineId: number; acceptedStatusId: number };
  regionField: { id: number; enums: Record<string, number> };
  cityFieldId: number;
  commentFieldId: number;
}

/** A branch as people speak of it. */
export interface BranchName {
  subdomain: string;
  name: string;
  region: string;
}

const threeBranches: readonly BranchName[] = [
  { subdomain: 'moskva', name: 'Филиал «Москва»', region: 'Москва' },
  { subdomain: 'spb', name: 'Филиал «Санкт-Петербург»', region: 'Санкт-Петербург' },
  { subdomain: 'kazan', name: 'Филиал «Казань»', region: 'Казань' },
];

/** As many as a rollout in waves is worth. */
export const fiveBranches: readonly BranchName[] = [
  ...threeBranches.slice(0, 2),
  { subdomain: 'ekb', name: 'Филиал «Екатеринбург»', region: 'Свердловская область' },
  { subdomain: 'nsk', name: 'Филиал «Новосибирск»', region: 'Новосибирская область' },
  ...threeBranches.slice(2),
];

const pipelines = [
  { name: 'Входящие обращения', stages: ['Новое обращение', 'Уточнение региона', 'Передано в филиал'] },
  { name: 'Продажи — филиал', stages: ['Новая', 'Контакт', 'Предложение', 'Переговоры', 'Согласование'] },
  { name: 'Передача в головной офис', stages: ['Передача', 'Принятие HQ', 'Работа', 'Завершение'] },
];
const colors = ['#fffeb2', '#d6eaff', '#ebffb1', '#f9deff', '#ffdbdb'];

/** Makes a head office that is also the reference, and its branches; the last one is in use already. */
export async function buildFranchise(
  sandbox: SandboxApi,
  branchNames: readonly BranchName[] = threeBranches,
): Promise<Franchise> {
  const hq = await addAccount(sandbox, 'head-office', 'Головной офис');
  const reference = await configureReference(sandbox, hq, branchNames);
  const branches: BranchSetup[] = [];
  for (const branch of branchNames) {
    branches.push({ ...branch, account: await addAccount(sandbox, branch.subdomain, branch.name) });
  }
  const used = branches.at(-1);
  if (used) await useForAWhile(sandbox, used.account);
  return { hq, branches, ...reference };
}

async function addAccount(sandbox: SandboxApi, subdomain: string, name: string): Promise<SandboxAccount> {
  return sandbox.control<SandboxAccount>('POST', 'accounts', {
    subdomain,
    name,
    timezone: 'Europe/Moscow',
    users: [{ name: 'Биржа лидов' }, { name: 'Анна, менеджер' }, { name: 'Борис, менеджер' }],
  });
}

async function configureReference(
  sandbox: SandboxApi,
  hq: SandboxAccount,
  branchNames: readonly BranchName[],
): Promise<Pick<Franchise, 'intake' | 'escalation' | 'regionField' | 'cityFieldId' | 'commentFieldId'>> {
  const made = await sandbox.call<{ _embedded: { pipelines: SandboxPipeline[] } }>(
    hq,
    'POST',
    '/api/v4/leads/pipelines',
    pipelines.map(({ name, stages }, at) => ({
      name,
      sort: (at + 2) * 10,
      is_main: false,
      is_unsorted_on: at === 0,
      _embedded: {
        statuses: stages.map((stage, place) => ({
          name: stage,
          sort: (place + 1) * 10,
          color: colors[place],
        })),
      },
    })),
  );
  const groups = await sandbox.call<{ _embedded: { custom_field_groups: { id: string }[] } }>(
    hq,
    'POST',
    '/api/v4/leads/custom_fields/groups',
    [{ name: 'Филиалы', sort: 10 }],
  );
  const group_id = groups._embedded.custom_field_groups[0]?.id;
  const list = (values: string[]) => values.map((value, at) => ({ value, sort: (at + 1) * 10 }));
  const fields = await sandbox.call<{ _embedded: { custom_fields: SandboxField[] } }>(
    hq,
    'POST',
    '/api/v4/leads/custom_fields',
    [
      {
        name: 'Филиал',
        type: 'select',
        sort: 510,
        group_id,
        enums: list(branchNames.map(({ name }) => name)),
      },
      {
        name: 'Регион',
        type: 'select',
        sort: 520,
        group_id,
        enums: list(branchNames.map(({ region }) => region)),
      },
      {
        name: 'Вид запроса',
        type: 'select',
        sort: 530,
        group_id,
        enums: list(['Покупка', 'Вопрос', 'Жалоба']),
      },
      { name: 'Комментарий', type: 'textarea', sort: 540, group_id },
      { name: 'Город', type: 'text', sort: 550, group_id },
    ],
  );
  await sandbox.call(hq, 'POST', '/api/v4/leads/tags', [{ name: 'изЦентра' }, { name: 'локальный_лид' }]);
  const [intake, , escalation] = made._embedded.pipelines;
  const [, region, , comment, city] = fields._embedded.custom_fields;
  const stageId = (name: string) => intake?._embedded.statuses.find((stage) => stage.name === name)?.id ?? 0;
  return {
    intake: {
      pipelineId: intake?.id ?? 0,
      firstStatusId: stageId('Новое обращение'),
      handedOverStatusId: stageId('Передано в филиал'),
    },
    escalation: {
      pipelineId: escalation?.id ?? 0,
      acceptedStatusId: escalation?._embedded.statuses.find(({ name }) => name === 'Принятие HQ')?.id ?? 0,
    },
    regionField: {
      id: region?.id ?? 0,
      enums: Object.fromEntries((region?.enums ?? []).map(({ value, id }) => [value, id])),
    },
    cityFieldId: city?.id ?? 0,
    commentFieldId: comment?.id ?? 0,
  };
}

/** A branch that has worked for a while: a pipeline, fields and deals of its own, and a field the release has too. */
async function useForAWhile(sandbox: SandboxApi, branch: SandboxAccount): Promise<void> {
  const made = await sandbox.call<{ _embedded: { pipelines: SandboxPipeline[] } }>(
    branch,
    'POST',
    '/api/v4/leads/pipelines',
    [
      {
        name: 'Оптовые продажи',
        sort: 20,
        is_main: false,
        is_unsorted_on: false,
        _embedded: {
          statuses: [
            { name: 'Запрос', sort: 10 },
            { name: 'Счёт', sort: 20 },
          ],
        },
      },
    ],
  );
  await sandbox.call(branch, 'POST', '/api/v4/leads/custom_fields', [
    { name: 'Скидка', type: 'numeric', sort: 505 },
    { name: 'Комментарий', type: 'textarea', sort: 506 },
  ]);
  const pipeline_id = made._embedded.pipelines[0]?.id;
  const leads: Json[] = ['Партия труб', 'Кабель оптом', 'Краска, 200 банок'].map((name) => ({
    name,
    pipeline_id,
    price: 90_000,
  }));
  await sandbox.call(branch, 'POST', '/api/v4/leads', leads);
}

export interface SandboxPipeline {
  id: number;
  name: string;
  _embedded: { statuses: { id: number; name: string; type: number }[] };
}

interface SandboxField {
  id: number;
  enums: { id: number; value: string }[] | null;
}
