import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { LedgerPage, NewReleaseView, PlanView } from '@hub/contracts';
import request from 'supertest';
import { eventually } from '@hub/testing';
import type { NewAccountReply } from '../../sandbox/test/call-sandbox.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

/** A plan must not take what router and limits work with; each of them says what it uses, over the bus. */
let world: WholeHub;
let hq: NewAccountReply;
let accountId = '';

const blueprint = (stages: string, fields: string) => `blueprint: 1
name: Проба
pipelines:
  - { name: Заявки, stages: [${stages}] }
fields:
  leads:
${fields}    - { name: Заметка, type: text }
`;
const region = '    - { name: Регион заявки, type: text, code: REGION }\n';

function call(method: 'post' | 'put' | 'get', path: string, body?: object) {
  const asked = request(world.hub.url)[method](`/api/v1/${path}`);
  return asked.set('Authorization', `Bearer ${world.adminKey}`).send(body);
}

beforeAll(async () => {
  world = await startWholeHub();
  hq = await world.sandbox.account({ subdomain: 'hq' });
  const { subdomain, clientId, clientSecret, redirectUri, longLivedToken } = hq;
  const made = await call('post', 'accounts', {
    ...{ subdomain, name: subdomain, roles: ['hq', 'branch'], mode: 'apply', timeZone: 'Europe/Moscow' },
    integration: { id: clientId, secret: clientSecret, redirectUri },
  }).expect(201);
  ({ accountId } = made.body as { accountId: string });
  await call('post', `accounts/${accountId}/connect`, { longLivedToken }).expect(200);
});
afterAll(() => world.close());

async function importRelease(text: string, confirm?: string): Promise<string> {
  const { body } = await call('post', 'blueprints/import', { text, confirm }).expect(201);
  return (body as NewReleaseView).id;
}

/** The word that says that a blueprint's loss was meant, as the refusal gives it. */
async function wordFor(text: string): Promise<string> {
  const { body } = await call('post', 'blueprints/import', { text }).expect(409);
  const { errors } = body as { errors: { path: string; detail: string }[] };
  const said = errors.find(({ path }) => path === 'confirm')?.detail ?? '';
  return /confirm [«"]([\da-f]+)[»"]/.exec(said)?.[1] ?? '';
}

async function plan(releaseId: string): Promise<PlanView> {
  const { body } = await call('post', 'plans', { releaseId, accountId, prune: true }).expect(201);
  return body as PlanView;
}

it('blocks what the exchange and the rules name, and says which setting it is', async () => {
  const first = await plan(await importRelease(blueprint('Новая, Выдана, Передана', region)));
  await call('post', `plans/${first.id}/approve`, { checksum: first.checksum }).expect(200);
  await call('post', `plans/${first.id}/apply`).expect(200);
  await eventually(async () => {
    const { body } = await call('get', `plans/${first.id}`).expect(200);
    expect((body as PlanView).state).toBe('applied');
  });
  const { items } = (await call('get', `ledger?accountId=${accountId}`).expect(200)).body as LedgerPage;
  const idOf = (ref: string) => {
    const [, id = ''] = items.find((one) => one.ref === ref)?.branchId.split('/') ?? [];
    return Number(id);
  };
  const pipelineId = Number(items.find(({ ref }) => ref === 'Заявки')?.branchId);

  const stage = (ref: string) => ({ pipelineId, statusId: idOf(ref) });
  await call('put', 'exchange/settings', {
    accountId,
    groups: [
      {
        ...{ name: 'Продажи', managerIds: [], exchangeStages: [stage('Заявки/Новая')] },
        ...{ targetStage: stage('Заявки/Выдана'), exchangeUserIds: [hq.users[0]?.id] },
      },
    ],
  }).expect(200);
  await call('put', 'routing-rules', {
    ...{ hqAccountId: accountId, intakePipelineId: pipelineId, handedOverStatusId: idOf('Заявки/Передана') },
    ...{ regionFieldId: idOf('leads/REGION'), allowedFieldIds: [] },
  }).expect(200);

  const poorer = blueprint('Новая', '');
  const poor = await plan(await importRelease(poorer, await wordFor(poorer)));
  expect(poor).toMatchObject({ isComplete: false, counts: { delete: 0, blocked: 3 } });
  const why = Object.fromEntries(poor.missing.map(({ name, why: words }) => [name, words]));
  expect(why).toMatchObject({
    Выдана: expect.stringContaining('выданных заявок') as unknown,
    Передана: expect.stringContaining('переданных заявок') as unknown,
    'Регион заявки': expect.stringContaining('поле региона') as unknown,
  });
});
