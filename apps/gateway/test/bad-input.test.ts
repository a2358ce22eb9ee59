import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BusModule, Reply } from '@hub/bus';
import type { RoutingRulesView } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Module } from '@nestjs/common';
import request from 'supertest';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';

/** Stands in for the router: the rules in force, once there are any. */
@Controller()
class RulesStandIn {
  static rules: RoutingRulesView | null = null;

  @Reply('router.rules.show')
  show(): Promise<RoutingRulesView> {
    const { rules } = RulesStandIn;
    if (!rules) throw new Problem(404, message('problems.no-rules'));
    return Promise.resolve(rules);
  }
}

@Module({ imports: [BusModule.forService('router')], controllers: [RulesStandIn] })
class RouterModule {}

let sandbox: TestSandbox;
let gateway: TestGateway;
/** A connected account of HQ, and one that only stands on paper. */
const ids = { hq: '', paper: '' };
let pipeline: { id: number; _embedded: { statuses: { id: number }[] } };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  gateway = await startGateway({ AMOCRM_CONNECT_TO: sandbox.url }, [RouterModule]);
  const amo = await sandbox.account({ subdomain: 'hq' });
  ids.hq = await made('/accounts', { ...account, subdomain: 'hq', roles: ['hq'] });
  ids.paper = await made('/accounts', { ...account, subdomain: 'paper' });
  await gateway.api('post', `/accounts/${ids.hq}/connect`).send({ longLivedToken: amo.longLivedToken });
  const { body } = await amo.api('GET', '/api/v4/leads/pipelines');
  [pipeline] = body._embedded.pipelines;
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

const account = { subdomain: 'tver', name: 'Тверь', roles: ['branch'], timeZone: 'Europe/Moscow' };
const branch = { name: 'Тверь', regions: [] };
const hours = (from: string, to: string) => ({
  calendar: { timeZone: 'Europe/Moscow', hours: [{ weekday: 1, from, to }], daysOff: [] },
});

async function made(path: string, body: object): Promise<string> {
  const answer = await gateway.api('post', path).send(body).expect(201);
  return String(answer.body.accountId);
}

describe('a field that cannot be meant is named', () => {
  it.each<[string, string, () => object, string]>([
    ['no role', '/accounts', () => ({ ...account, roles: [] }), 'roles'],
    ['a zone of no place', '/accounts', () => ({ ...account, timeZone: 'Mars/Base' }), 'timeZone'],
    ['an offset for a zone', '/accounts', () => ({ ...account, timeZone: '+03:00' }), 'timeZone'],
    ['a NUL', '/accounts', () => ({ ...account, name: 'a\0b' }), 'name'],
    ['half a character', '/accounts', () => ({ ...account, name: 'a\ud800' }), 'name'],
    ['a group that is no id', '/accounts', () => ({ ...account, groupId: 'кухни' }), 'groupId'],
    [
      'a NUL deep inside',
      '/branches',
      () => ({ ...branch, regions: [{ name: '\0', aliases: [] }] }),
      'regions.0.name',
    ],
    [
      'a calendar of no place',
      '/branches',
      () => ({ ...branch, calendar: { ...hours('09:00', '18:00').calendar, timeZone: 'X/Y' } }),
      'calendar.timeZone',
    ],
    [
      'a day that is none',
      '/branches',
      () => ({ ...branch, calendar: { ...hours('09:00', '18:00').calendar, daysOff: ['2026-13-45'] } }),
      'calendar.daysOff',
    ],
    [
      'hours turned round',
      '/branches',
      () => ({ ...branch, ...hours('18:00', '09:00') }),
      'calendar.hours.0.to',
    ],
    [
      'hours that overlap',
      '/branches',
      () => {
        const { calendar } = hours('09:00', '12:00');
        return { ...branch, calendar: { ...calendar, hours: [...calendar.hours, ...calendar.hours] } };
      },
      'calendar.hours.1.from',
    ],
    [
      'a stage without pipeline',
      '/branches',
      () => ({ ...branch, accountId: ids.hq, statusId: 1 }),
      'pipelineId',
    ],
    ['a pipeline without account', '/branches', () => ({ ...branch, pipelineId: 1 }), 'accountId'],
    ['HQ without a pipeline', '/branches', () => ({ ...branch, accountId: ids.hq }), 'pipelineId'],
    [
      'a pipeline that is not there',
      '/branches',
      () => ({ ...branch, accountId: ids.hq, pipelineId: 7 }),
      'pipelineId',
    ],
    [
      'a stage that is not there',
      '/branches',
      () => ({ ...branch, accountId: ids.hq, pipelineId: pipeline.id, statusId: 7 }),
      'statusId',
    ],
    ['an unknown account', '/branches', () => ({ ...branch, accountId: randomUUID() }), 'accountId'],
  ])('%s', async (_name, path, body, field) => {
    const answer = await gateway.api('post', path).send(body());
    expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ path: field })]]);
  });

  it('a moment that is a week', async () => {
    const path = `/accounts/${ids.hq}/replay-webhooks`;
    const answer = await gateway.api('post', path).send({ since: '2026-W01-1' }).expect(400);
    expect(answer.body.errors[0].path).toBe('since');
  });
});

it('takes a branch that is a pipeline inside the HQ account, and one of an account that does not answer yet', async () => {
  const stage = pipeline._embedded.statuses.at(1)?.id;
  const young = { ...branch, accountId: ids.hq, pipelineId: pipeline.id, statusId: stage };
  await gateway.api('post', '/branches').send(young).expect(201);
  const second = await gateway.api('post', '/branches').send({ ...young, name: 'Второй' });
  const taken = { path: 'pipelineId', detail: expect.stringContaining('уже работает филиал') };
  expect([second.status, second.body.errors]).toEqual([400, [expect.objectContaining(taken)]]);
  const paper = { ...branch, name: 'Бумага', accountId: ids.paper, pipelineId: 7, statusId: 8 };
  await gateway.api('post', '/branches').send(paper).expect(201);
});

it('takes an id in capitals for the same id', async () => {
  const capitals = ids.paper.toUpperCase();
  const integration = { id: 'int-1', secret: 's-1' };
  await gateway.api('patch', `/accounts/${capitals}/integration`).send(integration).expect(200);
  const kept = await gateway.api('get', `/accounts/${ids.paper}/integration`).expect(200);
  expect(kept.body).toMatchObject({ id: 'int-1', hasSecret: true });
  const capital = { ...branch, name: 'Прописные', accountId: capitals, pipelineId: 9, statusId: 8 };
  const made = await gateway.api('post', '/branches').send(capital).expect(201);
  expect(made.body.accountId).toBe(ids.paper);
});

it('keeps what the routing rules need: their pipelines are none of a branch, and their account stays head office', async () => {
  const [intakePipelineId, handedOverStatusId] = [pipeline.id, 1];
  RulesStandIn.rules = {
    ...{ hqAccountId: ids.hq, intakePipelineId, handedOverStatusId, regionFieldId: 3, allowedFieldIds: [] },
    ...{ version: 1, savedAt: '2026-01-01T00:00:00.000Z' },
  };
  const young = { ...branch, name: 'Юный', accountId: ids.hq, pipelineId: pipeline.id };
  const refused = async (method: 'post' | 'patch', path: string, body: object) => {
    const answer = await gateway.api(method, path).send(body);
    const errors = answer.body.errors as { path: string }[];
    return [answer.status, errors.map((error) => error.path)];
  };
  expect(await refused('post', '/branches', young)).toEqual([400, ['pipelineId']]);
  const escalation = { pipelineId: pipeline.id };
  RulesStandIn.rules = { ...RulesStandIn.rules, intakePipelineId: 7, escalation };
  expect(await refused('post', '/branches', young)).toEqual([400, ['pipelineId']]);
  const roles = ['reference'];
  expect(await refused('patch', `/accounts/${ids.hq}`, { roles })).toEqual([409, ['roles']]);
  RulesStandIn.rules = null;
  await gateway.api('patch', `/accounts/${ids.hq}`).send({ roles }).expect(200);
});

it('refuses broken bytes instead of keeping replacement characters', async () => {
  const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
  const answer = await request(gateway.service.url)
    .post('/api/v1/keys')
    .set('Authorization', `Bearer ${gateway.adminKey}`)
    .set('Content-Type', 'application/json')
    .serialize((sent: unknown) => sent as string)
    .send(body);
  expect([answer.status, answer.body.detail]).toEqual([
    400,
    'Тело запроса — не UTF-8. Отправьте его в UTF-8.',
  ]);
});

it('writes a refused body down, whatever characters stand in it', async () => {
  await gateway.api('post', '/keys').send({ 'na\0me': 'x\ud800\0', role: 'viewer' }).expect(400);
  const { body } = await gateway.api('get', '/audit?limit=1').expect(200);
  expect(body.items[0]).toMatchObject({ outcome: 'refused', request: { 'na\uFFFDme': 'x\uFFFD\uFFFD' } });
});

it('writes no secret down, however its name is spelt, and nothing that a client has said', async () => {
  const connect = { long_lived_token: 'eyJ-secret', longLivedToken: ['eyJ-secret'] };
  await gateway.api('post', `/accounts/${ids.paper}/connect`).send(connect).expect(400);
  await gateway.api('post', '/leads').send({ phone: '+79121234567', телефон: '+79121234567' }).expect(400);
  const { body } = await gateway.api('get', '/audit?limit=2').expect(200);
  expect(body.items.map(({ request: kept }: { request: object }) => Object.keys(kept))).toEqual([
    ['phone', 'телефон'],
    ['longLivedToken', 'long_lived_token'],
  ]);
  expect(JSON.stringify(body)).not.toMatch(/eyJ-secret|9121234567/);
});

it('takes HEAD for a read', async () => {
  const { body: before } = await gateway.api('get', '/audit?limit=1').expect(200);
  await gateway.api('head', '/accounts').expect(200);
  const { body: after } = await gateway.api('get', '/audit?limit=1').expect(200);
  expect(after).toEqual(before);
});

it('lets amoCRM add parameters to its own calls', async () => {
  const query = { code: 'c', referer: 'hq.amocrm.ru', state: 'forged', brand_new: '1' };
  const answer = await gateway.api('get', `/oauth/callback?${new URLSearchParams(query).toString()}`, '');
  expect([answer.status, answer.body.errors]).toEqual([400, undefined]);
});

it('does not suspend what was never connected, because resuming would call it connected', async () => {
  await gateway.api('post', `/accounts/${ids.paper}/suspend`).send({ reason: 'x' }).expect(409);
});

it.each([2_500, 400_000])('refuses JSON of %i levels and names the place', async (levels) => {
  const body = `{"name":\n${'['.repeat(levels)}${']'.repeat(levels)}}`;
  const answer = await gateway.api('post', '/keys').type('application/json').send(body);
  expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('строка 2, столбец 50')]);
});
