import { randomUUID } from 'node:crypto';
import { AccountRepository } from '@hub/accounts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { WatchPolls } from '../src/observer/watch-polls.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
let source: DataSource;
const accountId = randomUUID();
const now = new Date('2026-05-20T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

beforeAll(async () => {
  gateway = await startGateway();
  source = gateway.service.app.get(DataSource);
  const account = { id: accountId, subdomain: 'kazan', host: 'kazan.amocrm.ru', name: 'Казань' };
  await gateway.service.app
    .get(AccountRepository)
    .register(
      source.manager,
      { ...account, roles: ['branch'], mode: 'apply', timeZone: 'Europe/Moscow' },
      now,
    );
});
afterAll(() => gateway.stop());

const connect = (state: string, minutes: number) =>
  source.query('UPDATE accounts.account SET state = $1, state_since = $2', [state, minutesAgo(minutes)]);
const poll = (minutes: number) =>
  source.query(
    `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from, polled_at)
     VALUES ($1, now(), 'done', 0, $2) ON CONFLICT (account_id) DO UPDATE SET polled_at = $2`,
    [accountId, minutesAgo(minutes)],
  );
async function open(): Promise<unknown[]> {
  await gateway.service.app.get(WatchPolls).review(now);
  const { body } = await gateway.api('get', '/alarms').query({ kind: 'account-unpolled' });
  return (body.items as { accountId: string }[]).map((alarm) => alarm.accountId);
}

it('names an account that nobody polls since it was connected, or since its last poll, until it is polled', async () => {
  await connect('connected', 14);
  expect(await open()).toEqual([]);
  await connect('degraded', 16);
  expect(await open()).toEqual([accountId]);
  await poll(1);
  expect(await open()).toEqual([]);
  await poll(16);
  expect(await open()).toEqual([accountId]);
});

it('names no account that may not be called', async () => {
  await poll(600);
  await connect('suspended', 600);
  expect(await open()).toEqual([]);
});
