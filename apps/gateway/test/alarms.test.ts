import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AlarmRepository, type RaisedAlarm } from '@hub/accounts';
import { DataSource } from 'typeorm';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
let source: DataSource;
let alarms: AlarmRepository;
let [kazan, omsk, branch, otherBranch, branchKey] = ['', '', '', '', ''];
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

async function made(path: string, body: object): Promise<Record<string, string>> {
  return (await gateway.api('post', path).send(body).expect(201)).body as Record<string, string>;
}

beforeAll(async () => {
  gateway = await startGateway();
  source = gateway.service.app.get(DataSource);
  alarms = gateway.service.app.get(AlarmRepository);
  const account = { roles: ['branch'], timeZone: 'Europe/Moscow' };
  kazan = (await made('/accounts', { ...account, subdomain: 'kazan', name: 'Казань' })).accountId!;
  omsk = (await made('/accounts', { ...account, subdomain: 'omsk', name: 'Омск' })).accountId!;
  branch = (await made('/branches', { name: 'Казань', regions: [], accountId: kazan })).branchId!;
  otherBranch = (await made('/branches', { name: 'Казань-2', regions: [], accountId: kazan })).branchId!;
  const key = { name: 'b', role: 'branch-admin', branchIds: [branch] };
  branchKey = (await made('/keys', key)).key!;
  const raise = (minute: number, alarm: Omit<RaisedAlarm, 'facts' | 'subject'>) =>
    alarms.raise(source.manager, { facts: {}, subject: `s${minute}`, ...alarm }, at(minute));
  await raise(1, { kind: 'account-unpaid', accountId: kazan });
  await raise(2, { kind: 'account-blocked', accountId: omsk });
  await raise(3, { kind: 'account-blocked', accountId: kazan });
  await raise(4, { kind: 'reconnect-needed', accountId: kazan, branchId: otherBranch });
  await raise(5, { kind: 'reconnect-needed', accountId: omsk, branchId: branch });
  await raise(6, { kind: 'account-unpaid' });
  await alarms.clear(source.manager, 'account-blocked', 's3', at(7));
  // A repeat does not move it to another page.
  await raise(1, { kind: 'account-unpaid', accountId: kazan });
});
afterAll(() => gateway.stop());

async function list(query = '', key?: string): Promise<string[]> {
  const { body } = await gateway.api('get', `/alarms${query}`, key).expect(200);
  return body.items.map(({ subject }: { subject: string }) => subject) as string[];
}

it('lists open alarms newest first, by pages, and others on request', async () => {
  expect(await list()).toEqual(['s6', 's5', 's4', 's2', 's1']);
  const { body } = await gateway.api('get', '/alarms?limit=2');
  expect(body.items).toMatchObject([{ subject: 's6', state: 'open', clearedAt: null }, { subject: 's5' }]);
  expect(await list(`?cursor=${body.nextCursor}`)).toEqual(['s4', 's2', 's1']);
  expect(await list('?state=cleared')).toEqual(['s3']);
  expect(await list('?state=all')).toHaveLength(6);
});

it('narrows by kind, account, branch and time', async () => {
  expect(await list('?kind=account-unpaid')).toEqual(['s6', 's1']);
  expect(await list(`?state=all&accountId=${kazan}`)).toEqual(['s4', 's3', 's1']);
  expect(await list(`?branchId=${branch}`)).toEqual(['s5']);
  expect(await list(`?since=${at(5).toISOString()}`)).toEqual(['s6', 's5']);
  expect(await list('?kind=nothing-of-that-kind')).toEqual([]);
  await gateway.api('get', '/alarms?state=new').expect(400);
});

it('shows a branch its own alone: of its branch, or of its account and no other branch', async () => {
  expect(await list('', branchKey)).toEqual(['s5', 's1']);
  expect(await list(`?accountId=${kazan}&state=all`, branchKey)).toEqual(['s3', 's1']);
  await gateway.api('get', `/alarms?accountId=${omsk}`, branchKey).expect(403);
});

it('shows one alarm, in the language of the reader', async () => {
  const { body } = await gateway.api('get', '/alarms?state=all');
  const idOf = (subject: string) => body.items.find((one: { subject: string }) => one.subject === subject).id;
  const show = (id: string, key?: string) => gateway.api('get', `/alarms/${id}`, key);
  const one = await show(idOf('s1')).set('Accept-Language', 'en').expect(200);
  expect(one.body).toMatchObject({ kind: 'account-unpaid', times: 2, state: 'open' });
  expect(one.body.message).toContain('The tariff of the account has ended');
  expect((await show(idOf('s3')).expect(200)).body).toMatchObject({
    state: 'cleared',
    clearedAt: at(7).toISOString(),
  });
  await show(randomUUID()).expect(404);
  await show(idOf('s5'), branchKey).expect(200);
  for (const id of [idOf('s2'), idOf('s4'), idOf('s6'), randomUUID()]) await show(id, branchKey).expect(403);
});

it('reads a page through an index, however many alarms there are', async () => {
  await source.query(
    `INSERT INTO accounts.alarm (id, kind, subject, facts, times, raised_at, last_seen_at, cleared_at)
     SELECT gen_random_uuid(), 'account-unpaid', n, '{}', 1, now() - n * interval '1 min', now(),
       CASE WHEN n % 100 = 0 THEN NULL ELSE now() END
     FROM generate_series(1, 20000) AS n`,
  );
  await source.query('ANALYZE accounts.alarm');
  const explained: { 'QUERY PLAN': string }[] = await source.query(
    `EXPLAIN SELECT * FROM accounts.alarm WHERE cleared_at IS NULL AND (raised_at, id) < (now(), gen_random_uuid())
     ORDER BY raised_at DESC, id DESC LIMIT 51`,
  );
  expect(explained.map((line) => line['QUERY PLAN']).join('\n')).toContain('alarm_open_place');
});
