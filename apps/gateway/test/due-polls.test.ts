import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository, type AccountEvent } from '@hub/accounts';
import { DataSource } from 'typeorm';
import { DuePolls } from '../src/poll/due-polls.js';
import { pollKey } from '../src/poll/poll-job.js';
import { PollSchedule } from '../src/poll/poll-schedule.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
let source: DataSource;

beforeAll(async () => {
  gateway = await startGateway({ POLL_SECONDS: 3600 });
  source = gateway.service.app.get(DataSource);
});
afterAll(() => gateway.stop());

async function account(name: string, ...events: AccountEvent[]): Promise<string> {
  const accounts = gateway.service.app.get(AccountRepository);
  const id = randomUUID();
  const place = { subdomain: name, host: `${name}.amocrm.ru`, name, timeZone: 'Europe/Moscow' };
  await source.transaction(async (tx) => {
    await accounts.register(tx, { id, ...place, roles: ['branch'], mode: 'observe' }, new Date());
    for (const event of events) await accounts.happen(tx, id, event, new Date());
  });
  return id;
}

/** A poll in the inbox that no worker takes: its key has no lane. */
async function poll(accountId: string, state: string): Promise<void> {
  await source.query(
    `INSERT INTO gateway.inbox (consumer, id, key, payload, correlation_id, state)
     VALUES ('gateway.poll', $1, $2, '{}', 'c', $3)`,
    [randomUUID(), pollKey(accountId), state],
  );
}

const connected = { kind: 'tokens-stored' } as const;
const due = () => gateway.service.app.get(DuePolls).listAccountIds();

it('polls accounts that may be called and whose last poll is done, and no others', async () => {
  await account('pending');
  await account('suspended', connected, { kind: 'suspended', reason: 'r' });
  await account('reconnect', connected, { kind: 'tokens-dead', reason: 'r' });
  await account('removed', connected, { kind: 'removed', reason: 'r' });
  const fresh = await account('fresh', connected);
  const degraded = await account('degraded', connected, { kind: 'call-refused', reason: 'blocked' });
  const done = await account('done', connected);
  const gaveUp = await account('gave-up', connected);
  const waits = await account('waits', connected);
  await poll(done, 'done');
  await poll(gaveUp, 'dead');
  await poll(waits, 'waiting');
  expect((await due()).sort()).toEqual([fresh, degraded, done, gaveUp].sort());
  await source.query(`UPDATE gateway.inbox SET state = 'done' WHERE key = $1`, [pollKey(waits)]);
  expect(await due()).toContain(waits);
});

it('asks for one poll a period, however many copies tick', async () => {
  const schedule = gateway.service.app.get(PollSchedule);
  const now = Date.now();
  const polls = async () => {
    const rows: { n: number }[] = await source.query(
      `SELECT count(*)::int AS n FROM gateway.inbox WHERE consumer = 'gateway.poll' AND payload ? 'accountId'`,
    );
    return rows[0]?.n;
  };
  const accounts = (await due()).length;
  await Promise.all([schedule.tick(now), schedule.tick(now), schedule.tick(now)]);
  expect(await polls()).toBe(accounts);
  await schedule.tick(now);
  expect(await polls()).toBe(accounts);
});
