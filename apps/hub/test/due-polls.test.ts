import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AccountRepository, type AccountEvent } from '@hub/accounts';
import { DataSource } from 'typeorm';
import { pollConsumer, pollKey } from '../../observer/src/feed/poll-job.js';
import { startIntake, type TestIntake } from './start-intake.js';

let gateway: TestIntake;
let source: DataSource;

beforeAll(async () => {
  gateway = await startIntake({ POLL_SECONDS: 3600 });
  source = gateway.service.app.get(DataSource);
});
afterAll(() => gateway.stop());

async function account(name: string, ...events: AccountEvent[]): Promise<string> {
  const accounts = gateway.service.app.get(AccountRepository);
  const id = randomUUID();
  const place = { subdomain: name, host: `${name}.amocrm.ru`, name, timeZone: 'Europe/Moscow' };
  await source.transaction(async (tx) => {
    await accounts.register(tx, { id, ...place, roles: ['branch'], mode: 'observe' }, new Date());
    for (const event of events) await accounts.recordEvent(tx, id, event, new Date());
  });
  return id;
}

/** Whom a period's polls are asked for, by now. */
async function polled(): Promise<string[]> {
  const rows: { key: string }[] = await source.query(
    `SELECT DISTINCT key FROM observer.inbox WHERE consumer = 'observer.poll' AND id LIKE '%@%'`,
  );
  return rows.map(({ key }) => key).sort();
}

const connected = { kind: 'tokens-stored' } as const;
const periodMs = 3_600_000;

it('polls accounts that may be called and whose last poll is done, and no others, once a period', async () => {
  const { bus } = gateway;
  await account('pending');
  await account('suspended', connected, { kind: 'suspended', reason: 'r' });
  await account('reconnect', connected, { kind: 'tokens-dead', reason: 'r' });
  await account('removed', connected, { kind: 'removed', reason: 'r' });
  const fresh = await account('fresh', connected);
  const degraded = await account('degraded', connected, { kind: 'call-refused', reason: 'blocked' });
  const waits = await account('waits', connected);
  await source.query(
    `INSERT INTO observer.inbox_lane (consumer, key, run_at) VALUES ('observer.poll', $1, now() + interval '1 day')`,
    [pollKey(waits)],
  );
  const now = Date.now();
  const ask = (periods: number) => bus.startDue(pollConsumer, new Date(now + periods * periodMs));
  await ask(0);
  expect(await polled()).toEqual([]);
  await Promise.all([ask(1), ask(1), ask(1)]);
  expect(await polled()).toEqual([fresh, degraded].map(pollKey).sort());
  await source.query(`DELETE FROM observer.inbox_lane WHERE key = $1`, [pollKey(waits)]);
  await ask(1);
  expect(await polled()).toEqual([fresh, degraded, waits].map(pollKey).sort());
});
