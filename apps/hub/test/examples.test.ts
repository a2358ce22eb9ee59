import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExchangeSettingsView, ReleaseView, RolloutView } from '@hub/contracts';
import { followPlan, startPlan, until, type SpokenPlan } from '../../../demo/jobs.js';
import { findDanglingReferences, type Schema } from '../../gateway/src/docs/give-examples.js';
import type { PipelineView } from '../../gateway/src/account/configuration-views.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

interface Operation {
  requestBody?: { content: Record<string, { example?: Record<string, unknown> }> };
}
const document = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
const examples = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { requestBody }]) => {
    const content = requestBody?.content['application/json'];
    return content ? [{ route: `${method} ${path}`, example: content.example }] : [];
  }),
);

/** What a route needs that an example cannot know: ids and secrets that exist, by the field or the path's part. */
type Existing = Record<string, unknown>;
let world: WholeHub;
/** Makes what the route is about, and names it. Run in this order, because later ones end what earlier ones use. */
const prepare = new Map<string, () => Promise<Existing> | Existing>();
const known: Existing = {};

beforeAll(async () => {
  world = await startWholeHub();
  const { api, sandbox } = world;
  const register = async (subdomain: string, roles: string[]) => {
    const amo = await sandbox.account({ subdomain, users: [{ name: 'Анна' }] });
    const body = { subdomain, name: subdomain, roles, mode: 'apply', timeZone: 'Europe/Moscow' };
    const { accountId } = await api.post<{ accountId: string }>('accounts', body);
    const connect = () => api.post(`accounts/${accountId}/connect`, { longLivedToken: amo.longLivedToken });
    return { amo, accountId, connect };
  };
  const listed = async (accountId: string, what: string) =>
    (await api.get<{ items: Existing[] }>(`accounts/${accountId}/${what}`)).items;
  const hq = await register('head', ['reference', 'hq']);
  await hq.connect();
  const branch = await register('tver', ['branch']);
  await branch.connect();

  const target = async (accountId: string) => {
    const [pipeline] = (await listed(accountId, 'pipelines')) as unknown as [PipelineView];
    const stages = pipeline.stages.filter(({ isUnsorted }) => !isUnsorted);
    const [user] = await listed(accountId, 'users');
    return { accountId, pipelineId: pipeline.id, statusId: stages[0]!.id, userId: user!.id, stages };
  };
  const own = await target(branch.accountId);
  const { accountId, pipelineId, statusId, userId } = own;
  Object.assign(known, {
    accountId,
    pipelineId,
    statusId,
    responsibleUserId: userId,
    exchangeUserId: userId,
  });

  prepare.set('post /api/v1/accounts/{accountId}/connect', () => ({
    longLivedToken: branch.amo.longLivedToken,
  }));
  prepare.set('patch /api/v1/groups/{groupId}', async () => {
    const made = await api.post<Existing>('groups', { name: 'Шкафы' });
    return { groupId: made.groupId, name: 'Шкафы и столы' };
  });
  prepare.set('put /api/v1/branches/{branchId}', async () => {
    const made = await api.post<Existing>('branches', { name: 'Тверь', regions: [] });
    return { branchId: made.branchId, name: 'Тверь', regions: [] };
  });
  prepare.set('patch /api/v1/branches/{branchId}', async () => {
    const made = await api.post<Existing>('branches', { name: 'Клин', regions: [] });
    return { branchId: made.branchId, name: 'Клин' };
  });
  for (const act of ['replay', 'discard']) {
    prepare.set(`post /api/v1/dead-letters/{letterId}/${act}`, async () => {
      await world.source.query(
        `INSERT INTO gateway.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
         VALUES ('gateway.purge', $1, 'poll:x', '{"accountId": "${randomUUID()}"}', 'c', 'dead', '{"key": "failures.unexpected", "facts": {"error": "why"}}', now())`,
        [act],
      );
      return { letterId: act };
    });
  }
  const stage = { pipelineId, statusId };
  prepare.set('put /api/v1/exchange/settings', () => ({
    groups: [
      {
        ...{ name: 'Продажи', managerIds: [], exchangeStages: [stage], exchangeUserIds: [userId] },
        targetStage: { pipelineId, statusId: own.stages[1]!.id },
      },
    ],
  }));
  prepare.set('put /api/v1/exchange/limits', () => ({
    users: [{ userId, enabled: false, limits: { activeDeals: 3 } }],
  }));
  prepare.set('put /api/v1/exchange/limits/table', () => ({ text: `userId;enabled\n${String(userId)};0\n` }));
  prepare.set('post /api/v1/exchange/preview', () => ({}));
  prepare.set('put /api/v1/quotas/{branchId}', async () => {
    const made = await api.post<Existing>('branches', { name: 'Торжок', regions: [] });
    return { branchId: made.branchId };
  });
  prepare.set('post /api/v1/exchange/claims', async () => {
    await until(
      () => api.get<ExchangeSettingsView>(`exchange/settings?accountId=${accountId}`),
      ({ leadsReadAt }) => leadsReadAt !== null,
    );
    return { userId };
  });
  let rules: Existing = {};
  prepare.set('put /api/v1/routing-rules', async () => {
    const there = await target(hq.accountId);
    const field = { name: 'Регион', type: 'select', enums: [{ value: 'Тверь', sort: 1 }] };
    const made = await hq.amo.api('POST', '/api/v4/leads/custom_fields', [field]);
    const regionFieldId = Number(made.body._embedded.custom_fields[0].id);
    rules = {
      ...{ hqAccountId: hq.accountId, intakePipelineId: there.pipelineId, regionFieldId },
      handedOverStatusId: there.stages[1]!.id,
      allowedFieldIds: [regionFieldId],
    };
    return rules;
  });
  prepare.set('post /api/v1/routing/rules/lint', () => rules);
  prepare.set('post /api/v1/routing/simulate', () => ({}));
  prepare.set('post /api/v1/leads', () => ({}));
  /** A lead of the head office that says nothing, and was judged. */
  const waitingLead = async (): Promise<Existing> => {
    const lead = [{ name: 'Заявка', pipeline_id: rules.intakePipelineId }];
    const made = await hq.amo.api('POST', '/api/v4/leads', lead);
    const leadId = Number(made.body._embedded.leads[0].id);
    await until(
      () => api.get<{ items: Existing[] }>(`decisions?leadId=${leadId}`),
      ({ items }) => items[0]?.kind === 'wait',
    );
    return { leadId };
  };
  prepare.set('post /api/v1/leads/{leadId}/ignore', waitingLead);
  prepare.set('post /api/v1/leads/{leadId}/assign', async () => {
    const place = { accountId, pipelineId, statusId, responsibleUserId: userId };
    const made = await api.post<Existing>('branches', { name: 'Бежецк', regions: [], ...place });
    return { ...(await waitingLead()), branchId: made.branchId };
  });
  // Nothing is asked about here.
  prepare.set('post /api/v1/decisions/re-judge', () => ({ leads: 0 }));
  prepare.set('post /api/v1/transfers/{transferId}/cancel', async () => {
    const transferId = randomUUID();
    await world.source.query(
      `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         left_out, correlation_id, started_at, changed_at)
       VALUES ($1, $1, $2, 1, $1, 'Клин', $3, 1, 'decided', '[]', 'c', now(), now())`,
      [transferId, hq.accountId, JSON.stringify({ accountId, pipelineId, statusId, ownerId: null })],
    );
    return { transferId };
  });
  // In hand after a branch that has it no more.
  prepare.set('post /api/v1/leads/{leadId}/re-route', async () => {
    const leadId = 77;
    await world.source.query(
      `INSERT INTO router.transfer (id, trail_id, hq_account_id, hq_lead_id, branch_id, branch_name, target, rules_version, state,
         left_out, correlation_id, started_at, changed_at, ended_as, ended_at, in_hand_since)
       VALUES ($1, $1, $2, $3, $1, 'Клин', $4, 1, 'done', '[]', 'c', now(), now(), 'rejected', now(), now())`,
      [
        randomUUID(),
        hq.accountId,
        leadId,
        JSON.stringify({ accountId, pipelineId, statusId, ownerId: null }),
      ],
    );
    const at = { accountId, pipelineId, statusId };
    const { branchId } = await api.post<Existing>('branches', { name: 'Ржев', regions: [], ...at });
    return { leadId, branchId: branchId! };
  });
  prepare.set('post /api/v1/releases', () => ({ accountId: hq.accountId }));

  const text = String(examples.find(({ route }) => route.endsWith('blueprints/import'))?.example?.text);
  const manual = `${text}manual:\n  - name: Цвет сделки\n    text: Включите цвета сделок.\n`;
  const release = await api.post<ReleaseView>('blueprints/import', { text: manual });
  const makePlan = () => api.post<SpokenPlan>('plans', { accountId, releaseId: release.id });
  prepare.set('post /api/v1/plans', () => ({ releaseId: release.id }));
  prepare.set('post /api/v1/plans/{planId}/confirm', async () => ({ planId: (await makePlan()).id }));
  prepare.set('post /api/v1/plans/{planId}/approve', async () => {
    const { id, checksum } = await makePlan();
    return { planId: id, checksum };
  });
  const makeRollout = (releaseId: string) =>
    api.post<RolloutView>('rollouts', { releaseId, accountIds: [accountId], gateMinutes: 0 });
  const planned = async (releaseId: string) => {
    const { rolloutId } = await makeRollout(releaseId);
    return until(
      () => api.get<RolloutView>(`rollouts/${rolloutId}`),
      ({ state }) => state === 'approval',
    );
  };
  const stop = (rolloutId: string) => api.post(`rollouts/${rolloutId}/stop`);
  prepare.set('post /api/v1/rollouts', async () => {
    const { botId } = await bot('Раскатка');
    const only = [accountId];
    return { releaseId: release.id, accountIds: only, canaryIds: only, botIds: [botId] };
  });
  prepare.set('post /api/v1/rollouts/{rolloutId}/approve', async () => {
    for (const { rolloutId } of (await api.get<{ items: RolloutView[] }>('rollouts')).items)
      await stop(rolloutId);
    const { rolloutId, checksum } = await planned(release.id);
    return { rolloutId, checksum };
  });
  prepare.set('post /api/v1/rollouts/{rolloutId}/accounts/{accountId}/approve', async () => {
    for (const { rolloutId } of (await api.get<{ items: RolloutView[] }>('rollouts')).items)
      await until(
        () => api.get<RolloutView>(`rollouts/${rolloutId}`),
        ({ state }) => state === 'done' || state === 'stopped',
      );
    const next = await api.post<ReleaseView>('blueprints/import', {
      text: `${manual}  - name: Ещё шаг\n    text: Сделайте.\n`,
    });
    const { rolloutId } = await planned(next.id);
    await world.source.query(
      `UPDATE sync.rollout_account SET state = 'needs-approval' WHERE rollout_id = $1`,
      [rolloutId],
    );
    const { items } = await api.get<{ items: { checksum: string }[] }>(`rollouts/${rolloutId}/accounts`);
    return { rolloutId, checksum: items[0]!.checksum };
  });
  prepare.set('post /api/v1/ledger/forget', async () => {
    const plan = await makePlan();
    await startPlan(api, plan);
    await followPlan(api, plan.id);
    return {};
  });
  for (const act of ['tick', 'untick', 'verify']) prepare.set(`post /api/v1/checklist/${act}`, () => ({}));
  prepare.set('post /api/v1/accounts/{accountId}/exceptions', () => ({ releaseId: release.id }));
  prepare.set('patch /api/v1/accounts/{accountId}/exceptions/{exceptionId}', async () => {
    const [made] = await listed(accountId, 'exceptions');
    return { exceptionId: made!.id };
  });
  prepare.set('post /api/v1/ledger/re-adopt', async () => {
    const pipelines = (await listed(accountId, 'pipelines')) as unknown as PipelineView[];
    const made = pipelines.find(({ name }) => name === 'Заявки')!;
    const twin = [{ name: 'Новая', sort: 500, color: '#98cbff' }];
    await branch.amo.api('POST', `/api/v4/leads/pipelines/${made.id}/statuses`, twin);
    const found = made.stages.find(({ name }) => name === 'Новая')!;
    return { planId: (await makePlan()).id, branchId: `${made.id}/${found.id}` };
  });
  for (const answer of ['fix', 'adopt', 'except']) {
    prepare.set(`post /api/v1/drift/${answer}`, async () => {
      const pipelines = (await listed(accountId, 'pipelines')) as unknown as PipelineView[];
      const made = pipelines.find(({ name }) => ['Заявки', 'Обращения'].includes(name))!;
      await branch.amo.api('PATCH', `/api/v4/leads/pipelines/${made.id}`, { name: 'Обращения' });
      await api.post(`accounts/${accountId}/drift`);
      await until(
        () => api.get<{ findings: number }>(`accounts/${accountId}/drift`),
        ({ findings }) => findings > 0,
      );
      return {};
    });
  }
  prepare.set('post /api/v1/bots', () => ({ accountId: hq.accountId }));
  prepare.set('patch /api/v1/bots/{botId}', () => bot());
  prepare.set('put /api/v1/bots/answers', () => ({ referenceId: hq.accountId }));
  prepare.set('post /api/v1/bot-deliveries', () => bot());
  for (const act of ['declare', 'tick', 'prove', 'prove-run', 'run', 'stop'])
    prepare.set(`post /api/v1/bot-deliveries/{deliveryId}/${act}`, () => delivered(act));
  const botFile = '[{"question":[{"handler":"show","params":{"type":"text","value":"Здравствуйте!"}}]}]';
  const bot = async (name = 'Пример') => {
    const made = await api.post<{ id: string }>('bots', { accountId: hq.accountId, file: botFile, name });
    return { botId: made.id };
  };
  /** A delivery whose bot is in the branch, with a deal for it. */
  const delivered = async (act: string) => {
    const { botId } = await bot(act);
    const { id, botName } = await api.post<{ id: string; botName: string }>('bot-deliveries', {
      botId,
      accountId,
    });
    const paste = {
      action: 'bot.paste',
      subdomain: 'tver',
      name: botName,
      code: JSON.parse(botFile) as object,
    };
    const { body } = await sandbox.control('POST', 'actions', paste);
    const amoBotId = Number(body.botId);
    if (act === 'run' || act === 'stop') await api.post(`bot-deliveries/${id}/declare`, { amoBotId });
    const marked = act === 'prove-run' ? await markOf(botName) : {};
    const leads = await branch.amo.api('POST', '/api/v4/leads', [{ name: 'Бот', ...marked }]);
    return { deliveryId: id, leadId: Number(leads.body._embedded.leads[0].id), amoBotId };
  };
  /** What a lead carries that the bot of this name handled. */
  const markOf = async (botName: string) => {
    const field = [{ name: 'Бот', type: 'text', code: 'HUB_BOT' }];
    await branch.amo.api('POST', '/api/v4/leads/custom_fields', field);
    const values = [{ value: botName.split(' · ').at(-1) }];
    return { custom_fields_values: [{ field_code: 'HUB_BOT', values }] };
  };
  for (const act of ['suspend', 'off-board']) {
    prepare.set(`post /api/v1/accounts/{accountId}/${act}`, async () => {
      const other = await register(act, ['branch']);
      await other.connect();
      return { accountId: other.accountId };
    });
  }
});
afterAll(() => world.close());

it('every reference of the document names a schema of it', () => {
  expect(findDanglingReferences(document, document.components.schemas)).toEqual([]);
});

/** In the order in which they were prepared; the rest first. */
const order = () => [...prepare.keys()];

describe('every example of a body is accepted', () => {
  it('by its route, with ids that exist', async () => {
    const sorted = [...examples].sort(
      (one, other) => order().indexOf(one.route) - order().indexOf(other.route),
    );
    const answers: Record<string, string> = {};
    for (const { route, example } of sorted) {
      const existing = { ...known, ...(await prepare.get(route)?.()) };
      answers[route] = await send(route, example ?? {}, existing);
    }
    const refused = Object.entries(answers).filter(([, answer]) => !/^20\d/.test(answer));
    expect(refused).toEqual([]);
    expect(sorted.length).toBeGreaterThan(20);
  });
});

/** The example as it stands, but for fields that name what must exist; what has a version is replaced, whichever it is. */
async function send(route: string, example: Record<string, unknown>, existing: Existing): Promise<string> {
  const answer = await sendAs(route, example, existing, {});
  return answer.startsWith('428') ? sendAs(route, example, existing, { 'if-match': '*' }) : answer;
}

async function sendAs(
  route: string,
  example: Record<string, unknown>,
  existing: Existing,
  headers: Record<string, string>,
): Promise<string> {
  const [method = '', path = ''] = route.split(' ');
  const body = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [name, name in existing ? existing[name] : value]),
  );
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => String(existing[name]));
  const answer = await fetch(world.hub.url + target, {
    method: method.toUpperCase(),
    headers: {
      ...headers,
      authorization: `Bearer ${world.adminKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify(body),
  });
  return `${answer.status} ${await answer.text()}`;
}
