import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { NewAccountReply } from '../../sandbox/test/call-sandbox.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

/** Settings name objects of accounts by id. What the account does not have is refused when it is saved. */
let world: WholeHub;
let hq: NewAccountReply;
let branch: NewAccountReply;
const ids = { hq: '', branch: '' };
const stages = { pipelineId: 0, open: 0, unsorted: 0, archivedPipelineId: 0, archivedStage: 0 };
const users = { active: 0, gone: 0 };
const unknownId = 987_654_321;
let fieldId = 0;

function call(method: 'get' | 'post' | 'put' | 'patch', path: string, body?: object) {
  const hub = request(world.hub.url);
  return hub[method](`/api/v1/${path}`).set('Authorization', `Bearer ${world.adminKey}`).send(body);
}

async function connect(account: NewAccountReply, roles: string[]): Promise<string> {
  const { subdomain, clientId, clientSecret, redirectUri, longLivedToken } = account;
  const made = await call('post', 'accounts', {
    ...{ subdomain, name: subdomain, roles, timeZone: 'Europe/Moscow' },
    integration: { id: clientId, secret: clientSecret, redirectUri },
  }).expect(201);
  const { accountId } = made.body as { accountId: string };
  await call('post', `accounts/${accountId}/connect`, { longLivedToken }).expect(200);
  return accountId;
}

beforeAll(async () => {
  world = await startWholeHub();
  const { sandbox } = world;
  hq = await sandbox.account({ subdomain: 'hq' });
  const made = await sandbox.account({ subdomain: 'tver', users: [{ name: 'Биржа' }, { name: 'Ушедший' }] });
  branch = made;
  ids.hq = await connect(hq, ['hq', 'reference']);
  ids.branch = await connect(branch, ['branch']);
  const { body } = await made.api('GET', '/api/v4/leads/pipelines');
  const [pipeline] = body._embedded.pipelines;
  stages.pipelineId = pipeline.id;
  stages.unsorted = pipeline._embedded.statuses.find((stage: { type: number }) => stage.type === 1).id;
  stages.open = pipeline._embedded.statuses.find(
    (stage: { type: number; id: number }) => stage.type === 0 && stage.id > 143,
  ).id;
  users.active = branch.users.find(({ name }) => name === 'Биржа')!.id;
  users.gone = branch.users.find(({ name }) => name === 'Ушедший')!.id;
  const removal = {
    action: 'user.remove',
    subdomain: 'tver',
    removedUserId: users.gone,
    heirId: users.active,
  };
  expect((await sandbox.control('POST', 'actions', removal)).status).toBe(200);
  const hqApi = { host: 'hq.amocrm.ru', token: hq.accessToken };
  const field = { name: 'Регион', type: 'text' };
  const fields = await sandbox.call('POST', '/api/v4/leads/custom_fields', { ...hqApi, body: [field] });
  fieldId = fields.body._embedded.custom_fields[0].id;
});
afterAll(() => world.close());

const errorsOf = (answer: request.Response): string[] =>
  (answer.body as { errors?: { path: string }[] }).errors?.map(({ path }) => path) ?? [];

describe('a branch', () => {
  const body = () => ({
    name: 'Тверь',
    regions: [{ name: 'Тверь', aliases: [] }],
    accountId: ids.branch,
    pipelineId: stages.pipelineId,
    statusId: stages.open,
    responsibleUserId: users.active,
    exchangeUserId: users.active,
  });

  it.each<[string, () => object, string]>([
    ['an unknown pipeline', () => ({ pipelineId: unknownId }), 'pipelineId'],
    ['an unknown stage', () => ({ statusId: unknownId }), 'statusId'],
    ['the stage of incoming leads', () => ({ statusId: stages.unsorted }), 'statusId'],
    ['a stage that closes leads', () => ({ statusId: 142 }), 'statusId'],
    ['an unknown user', () => ({ responsibleUserId: unknownId }), 'responsibleUserId'],
    ['a removed exchange user', () => ({ exchangeUserId: users.gone }), 'exchangeUserId'],
    ['a user without an account', () => ({ accountId: null, pipelineId: null, statusId: null }), 'accountId'],
  ])('with %s is refused by field, in Russian words', async (_, change, path) => {
    const answer = await call('post', 'branches', { ...body(), ...change() }).expect(400);
    expect(errorsOf(answer)).toEqual([path]);
    expect((answer.body as { errors: { detail: string }[] }).errors[0]!.detail).toMatch(/[а-я]/);
  });

  it('is saved with what the account has', async () => {
    await call('post', 'branches', body()).expect(201);
  });

  it('is not saved while the account cannot be asked', async () => {
    const fault = {
      kind: 'status',
      subdomain: 'tver',
      status: 500,
      count: null,
      path: '/api/v4/leads/pipelines',
    };
    const { body: made } = await world.sandbox.control('POST', 'faults', fault);
    const answer = await call('post', 'branches', { ...body(), name: 'Тверь 2', regions: [] });
    await world.sandbox.control('DELETE', `faults/${String(made.id)}`);
    expect(answer.status).toBe(503);
  });
});

describe('the routing rules', () => {
  const body = () => ({
    hqAccountId: ids.hq,
    intakePipelineId: unknownId,
    handedOverStatusId: unknownId,
    regionFieldId: fieldId,
    allowedFieldIds: [fieldId],
  });

  it('name a pipeline, a stage and fields that HQ has', async () => {
    const wrong = { ...body(), regionFieldId: unknownId, allowedFieldIds: [fieldId, unknownId] };
    const answer = await call('put', 'routing-rules', wrong).expect(400);
    expect(errorsOf(answer)).toEqual(['intakePipelineId', 'regionFieldId', 'allowedFieldIds.1']);
  });

  it('give HQ the field that carries transfer ids, once', async () => {
    const hqApi = { host: 'hq.amocrm.ru', token: hq.accessToken };
    const { body: pipelines } = await world.sandbox.call('GET', '/api/v4/leads/pipelines', hqApi);
    const [pipeline] = pipelines._embedded.pipelines;
    const statusId = pipeline._embedded.statuses.at(-3).id as number;
    const right = { ...body(), intakePipelineId: pipeline.id, handedOverStatusId: statusId };
    for (const version of [1, 2]) {
      const saved = await call('put', 'routing-rules', right).set('If-Match', `"${version - 1}"`);
      expect([saved.status, (saved.body as { version?: number }).version]).toEqual([200, version]);
    }
    const { body: fields } = await world.sandbox.call('GET', '/api/v4/leads/custom_fields', hqApi);
    const codes = fields._embedded.custom_fields.map((field: { code: string | null }) => field.code);
    expect(codes.filter((code: string | null) => code === 'HUB_TRANSFER_ID')).toHaveLength(1);
  });
});

describe('the lead exchange', () => {
  const body = (change: object = {}) => ({
    accountId: ids.branch,
    groups: [
      {
        ...{ name: 'Продажи', managerIds: [] },
        exchangeStages: [{ pipelineId: stages.pipelineId, statusId: stages.open }],
        exchangeUserIds: [users.active],
        targetStage: { pipelineId: stages.pipelineId, statusId: stages.open },
        ...change,
      },
    ],
  });

  it.each<[string, () => object, string]>([
    [
      'stage',
      () => ({ targetStage: { pipelineId: stages.pipelineId, statusId: unknownId } }),
      'groups.0.targetStage.statusId',
    ],
    [
      'pipeline',
      () => ({ exchangeStages: [{ pipelineId: unknownId, statusId: 1 }] }),
      'groups.0.exchangeStages.0.pipelineId',
    ],
    ['user', () => ({ exchangeUserIds: [users.active, users.gone] }), 'groups.0.exchangeUserIds.1'],
    ['manager', () => ({ managerIds: [users.gone] }), 'groups.0.managerIds.0'],
    [
      'sale stage',
      () => ({ saleStages: [{ pipelineId: stages.pipelineId, statusId: unknownId }] }),
      'groups.0.saleStages.0.statusId',
    ],
    [
      'key stage, which limit 10 needs',
      () => ({ limits: { keyDealsLastWeek: 5 } }),
      'groups.0.limits.keyDealsLastWeek',
    ],
    ['bound below zero', () => ({ limits: { activeDeals: -1 } }), 'groups.0.limits.activeDeals'],
    ['limit 6 of no day', () => ({ limits: { daysWithoutSale: 0 } }), 'groups.0.limits.daysWithoutSale'],
    ['limit that there is not', () => ({ limits: { eleventh: 1 } }), 'groups.0.limits.eleventh'],
  ])('names no %s that the account lacks', async (_, change, path) => {
    const answer = await call('put', 'exchange/settings', body(change())).expect(400);
    expect(errorsOf(answer)).toEqual([path]);
  });

  it('has limits for users of the account only', async () => {
    await call('put', 'exchange/settings', body()).expect(200);
    const limits = { accountId: ids.branch, users: [{ userId: unknownId, enabled: true }] };
    const answer = await call('put', 'exchange/limits', limits).expect(400);
    expect(errorsOf(answer)).toEqual(['users.0.userId']);
  });

  it('gives and takes limits as a file, and names wrong cells by their line', async () => {
    await call('put', 'exchange/settings', body()).set('If-Match', '*').expect(200);
    const table = (text: string, version = '"0"') =>
      call('put', 'exchange/limits/table', { accountId: ids.branch, format: 'csv', text }).set(
        'If-Match',
        version,
      );
    const heir = branch.users[0]!.id;
    const wrong = `userId;enabled;activeDeals\n${heir};1;5\n${unknownId};0;\n${heir};0;1`;
    expect(errorsOf(await table(wrong).expect(400))).toEqual(['lines.4.userId', 'lines.3.userId']);
    expect(errorsOf(await table(`userId;enabled;activeDeals\n${heir};1;-1`).expect(400))).toEqual([
      'lines.2.limits.activeDeals',
    ]);
    await table(`userId;enabled;activeDeals;interval\n${heir};1;5;`).expect(200);
    const query = `accountId=${ids.branch}&format=csv`;
    const read = await call('get', `exchange/limits/table?${query}`).expect(200);
    const { text } = read.body as { text: string };
    expect(text.split('\r\n')[1]).toBe(`${heir};1;;;5;=;=;=;=;=;=;=;=`);
    await table(text).expect(412);
    await table(text, '*').expect(200);
    expect(((await call('get', `exchange/limits/table?${query}`)).body as { text: string }).text).toBe(text);
  });

  it('takes a file although a user whom it does not name is gone, up to as many rows as PUT takes', async () => {
    await world.source.query(
      `INSERT INTO limits.user_limits (account_id, user_id, enabled, limits) VALUES ($1, $2, true, '{}')`,
      [ids.branch, users.gone],
    );
    const table = (text: string) =>
      call('put', 'exchange/limits/table', { accountId: ids.branch, format: 'csv', text }).set(
        'If-Match',
        '*',
      );
    const own = `userId;enabled\n${branch.users[0]!.id};1\n`;
    const { body: saved } = await table(own).expect(200);
    expect((saved as { users: unknown[] }).users).toHaveLength(2);
    const many = Array.from({ length: 499 }, (_, at) => `${unknownId + at};0\n`).join('');
    expect(errorsOf(await table(own + many).expect(400))).toEqual(['text']);
  });
});

describe('preflight', () => {
  it('names what a setting refers to and the account lost meanwhile', async () => {
    const [heir] = branch.users;
    const removal = {
      action: 'user.remove',
      subdomain: 'tver',
      removedUserId: users.active,
      heirId: heir!.id,
    };
    expect((await world.sandbox.control('POST', 'actions', removal)).status).toBe(200);
    const path = `accounts/${ids.branch}/preflight`;
    const { checks } = await world.api.get<{ checks: { check: string; verdict: string; text: string }[] }>(
      path,
    );
    const settings = checks.find(({ check }) => check === 'settings');
    expect(settings).toMatchObject({ verdict: 'failure' });
    expect(settings?.text).toContain(`филиал «Тверь»: Пользователя ${users.active} в аккаунте нет`);
  });
});

describe('a second head office', () => {
  const second = { subdomain: 'hq-2', name: 'Второй', roles: ['hq'], timeZone: 'Europe/Moscow' };

  it('is refused, also as a change of roles', async () => {
    const refused = await call('post', 'accounts', second).expect(409);
    expect(errorsOf(refused)).toEqual(['roles']);
    const { body: made } = await call('post', 'accounts', { ...second, roles: ['branch'] }).expect(201);
    await call('patch', `accounts/${(made as { accountId: string }).accountId}`, {
      roles: ['hq'],
    }).expect(409);
    await call('patch', `accounts/${ids.hq}`, { roles: ['hq', 'reference'] }).expect(200);
  });
});
