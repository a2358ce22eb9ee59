import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository, CredentialRepository } from '@hub/accounts';
import { BusModule, Reply } from '@hub/bus';
import { WaitingQuery, type WaitingPage } from '@hub/contracts';
import { message } from '@hub/messages';
import { Controller, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
let [hq, kazan, omsk, branch, branchKey] = ['', '', '', '', ''];
let gateway: TestGateway;
let source: DataSource;
const asked: WaitingQuery[] = [];

/** Stands in for the router: one lead of head office, and one transfer to a branch. */
@Controller()
class RouterStandIn {
  @Reply('router.waiting')
  list(query: WaitingQuery): Promise<WaitingPage> {
    asked.push(query);
    const row = (id: string, minute: number) => ({ id, since: at(minute), accountId: hq, cursor: id });
    const rows: WaitingPage['items'] = [
      {
        ...{ ...row('lead', 2), cause: 'lead-manual', branchId: null, leadId: 15_001 },
        text: message('waiting.lead-manual', { leadId: '15001', found: 'no_branch', value: 'Марс' }),
      },
      {
        ...{ ...row('transfer', 4), cause: 'transfer-target', branchId: branch, leadId: 15_002 },
        text: message('waiting.transfer-target', { leadId: '15002', branch: 'Казань' }),
      },
    ];
    const shown = rows.filter(
      ({ cause, branchId }) =>
        (query.causes?.includes(cause) ?? true) &&
        (!query.branchIds || (branchId !== null && query.branchIds.includes(branchId))),
    );
    const rest = shown.slice(query.cursor ? shown.findIndex(({ cursor }) => cursor === query.cursor) + 1 : 0);
    const items = rest.slice(0, query.limit ?? 50);
    return Promise.resolve({ items, nextCursor: rest.length > items.length ? items.at(-1)!.cursor : null });
  }
}

@Module({ imports: [BusModule.forService('router')], controllers: [RouterStandIn] })
class RouterModule {}

async function made(path: string, body: object): Promise<Record<string, string>> {
  return (await gateway.api('post', path).send(body).expect(201)).body as Record<string, string>;
}

beforeAll(async () => {
  gateway = await startGateway({}, [RouterModule]);
  source = gateway.service.app.get(DataSource);
  const account = async (name: string, roles: string[]) =>
    (await made('/accounts', { subdomain: name, name, roles, timeZone: 'Europe/Moscow' })).accountId!;
  [hq, kazan, omsk] = [
    await account('head-office', ['hq']),
    await account('kazan', ['branch']),
    await account('omsk', ['branch']),
  ];
  branch = (await made('/branches', { name: 'Казань', regions: [], accountId: kazan })).branchId!;
  branchKey = (await made('/keys', { name: 'b', role: 'branch-admin', branchIds: [branch] })).key!;
  const accounts = gateway.service.app.get(AccountRepository);
  for (const [id, minute, event] of [
    [kazan, 1, { kind: 'call-refused', reason: 'unpaid' }],
    [omsk, 5, { kind: 'tokens-dead', reason: 'no refresh token' }],
  ] as const)
    await source.transaction(async (tx) => {
      await accounts.recordEvent(tx, id, { kind: 'tokens-stored' }, new Date());
      await accounts.recordEvent(tx, id, event, new Date(at(minute)));
    });
  for (const [schema, consumer, accountId, minute] of [
    ['router', 'router.lead', hq, 3],
    ['gateway', 'gateway.tokens', kazan, 6],
  ] as const) {
    const payload = { accountId, entity: 'lead', entityId: 15_003 };
    await source.query(
      `INSERT INTO ${schema}.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
       VALUES ($1, $2, 'k', $3, 'c', 'dead', $4, $5)`,
      [consumer, randomUUID(), payload, message('failures.stopping'), at(minute)],
    );
  }
});
afterAll(() => gateway.stop());

interface Shown {
  cause: string;
  accountId: string;
  text: string;
  link: string;
  leadId: number | null;
}

async function list(query = '', key?: string): Promise<Shown[]> {
  const { body } = await gateway.api('get', `/waiting${query}`, key).expect(200);
  return body.items as Shown[];
}

const causesOf = (rows: readonly Shown[]) => rows.map(({ cause }) => cause);
const everything = [
  'account-unpaid',
  'lead-manual',
  'dead-letter',
  'transfer-target',
  'account-reconnect',
  'dead-letter',
];

it('lists what waits for a person from everywhere, oldest first, with the next step', async () => {
  const rows = await list();
  expect(causesOf(rows)).toEqual(everything);
  expect(rows.map(({ link }) => link)).toEqual([
    'https://kazan.amocrm.ru/',
    'https://head-office.amocrm.ru/leads/detail/15001',
    `/api/v1/dead-letters?service=router&accountId=${hq}`,
    `/api/v1/branches/${branch}`,
    `/api/v1/accounts/${omsk}/connect-link`,
    `/api/v1/dead-letters?service=gateway&accountId=${kazan}`,
  ]);
  expect(rows[1]?.text).toContain('Сделка №15001 ждёт решения: нет филиала для «Марс»');
  expect(rows[2]).toMatchObject({ leadId: 15_003 });
});

it.each([1, 2, 4])('goes on page by page, %d rows each', async (limit) => {
  const found: Shown[] = [];
  let cursor = '';
  do {
    const { body } = await gateway.api('get', `/waiting?limit=${limit}${cursor}`).expect(200);
    expect(body.unanswered).toEqual(
      cursor === ''
        ? [...['observer', 'sync', 'limits'].map((service) => `dead letters of ${service}`), 'refused claims']
        : body.unanswered,
    );
    found.push(...(body.items as Shown[]));
    cursor = body.nextCursor === null ? '' : `&cursor=${String(body.nextCursor)}`;
  } while (cursor !== '');
  expect(causesOf(found)).toEqual(everything);
});

it('narrows by cause, account and branch', async () => {
  expect(causesOf(await list('?cause=dead-letter'))).toEqual(['dead-letter', 'dead-letter']);
  expect(causesOf(await list('?cause=account-reconnect'))).toEqual(['account-reconnect']);
  expect(causesOf(await list(`?cause=dead-letter&accountId=${kazan}`))).toEqual(['dead-letter']);
  asked.length = 0;
  await list(`?branchId=${branch}`);
  expect(asked).toEqual([expect.objectContaining({ branchId: branch })]);
  await gateway.api('get', '/waiting?cause=other').expect(400);
});

it('shows a branch its own', async () => {
  expect(causesOf(await list('', branchKey))).toEqual(['account-unpaid', 'transfer-target', 'dead-letter']);
  expect(JSON.stringify(await list('', branchKey))).not.toContain(omsk);
  await gateway.api('get', `/waiting?accountId=${omsk}`, branchKey).expect(403);
});

it('loses a row with its cause', async () => {
  const accounts = gateway.service.app.get(AccountRepository);
  await source.transaction((tx) => accounts.recordEvent(tx, kazan, { kind: 'call-succeeded' }, new Date()));
  await source.query(`UPDATE router.inbox SET state = 'discarded' WHERE state = 'dead'`);
  expect(causesOf(await list())).toEqual(everything.filter((_, row) => row !== 0 && row !== 2));
});

it('lists a stopped budget though no account is marked as blocked', async () => {
  const credentials = gateway.service.app.get(CredentialRepository);
  const credential = { integrationId: 'own', longLivedToken: 'x' };
  await source.transaction((tx) => credentials.store(tx, kazan, credential, new Date()));
  await source.query(
    `INSERT INTO accounts.rate_stop (budget, until, reason) VALUES ($1, 'infinity', 'blocked')`,
    [`integration:own:account:${kazan}`],
  );
  const rows = await list('?cause=account-blocked');
  expect(rows.map(({ link }) => link)).toEqual([`/api/v1/accounts/${kazan}/unblock`]);
});
