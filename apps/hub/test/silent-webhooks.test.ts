import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { pollConsumer } from '../../observer/src/feed/poll-job.js';
import { startIntake, type TestIntake } from './start-intake.js';

const pollSeconds = 3_600;
/** Nobody listens there, as behind a wrong PUBLIC_URL. */
const nowhere = 'http://127.0.0.1:9';

let sandbox: TestSandbox;
let gateway: TestIntake;
let amo: Awaited<ReturnType<TestSandbox['account']>>;
let accountId: string;
let polls = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  amo = await sandbox.account({ subdomain: 'kazan' });
  gateway = await startIntake({
    ...{ AMOCRM_CONNECT_TO: sandbox.url, PUBLIC_URL: nowhere, POLL_SECONDS: pollSeconds },
  });
  const account = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
  accountId = String((await gateway.api('post', '/accounts').send(account).expect(201)).body.accountId);
  const token = { longLivedToken: amo.longLivedToken };
  await gateway.api('post', `/accounts/${accountId}/connect`).send(token).expect(200);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

/** One period's poll, and what it left. */
async function poll(): Promise<void> {
  polls += 1;
  const before = (await health()).poll?.polledAt ?? null;
  const { bus } = gateway;
  if (polls === 1) await bus.startDue(pollConsumer, new Date());
  await bus.startDue(pollConsumer, new Date(Date.now() + polls * pollSeconds * 1000));
  await eventually(async () => expect((await health()).poll?.polledAt ?? null).not.toBe(before));
}

const health = async () =>
  (await gateway.api('get', `/accounts/${accountId}/health`)).body as { poll: { polledAt: string } | null };
const newLead = () => amo.api('POST', '/api/v4/leads', [{ name: 'Заявка' }]);
const open = async () => (await gateway.api('get', '/alarms').set('Accept-Language', 'en')).body.items;

it('raises an alarm when polls in a row find what webhooks should have told, and clears it with the next webhook', async () => {
  await poll();
  for (let silent = 0; silent < 3; silent++) {
    expect(await open()).toEqual([]);
    await newLead();
    await poll();
  }
  const [alarm] = await open();
  expect(alarm).toMatchObject({ kind: 'webhooks-silent', accountId, facts: { missed: 3 } });
  expect(alarm.message).toContain(`${nowhere}/hooks/amocrm/`);
  // Quiet times neither clear nor repeat it.
  await poll();
  expect(await open()).toMatchObject([{ id: alarm.id, times: 1 }]);

  const { body } = await amo.api('GET', '/api/v4/webhooks');
  const { pathname } = new URL(body._embedded.webhooks[0].destination as string);
  const hook = 'leads[add][0][id]=1&leads[add][0][last_modified]=1';
  // The observer has a hint a moment after the gateway has taken it in.
  await eventually(async () => {
    await request(gateway.service.url).post(pathname).type('form').send(hook).expect(200);
    await poll();
    expect(await open()).toEqual([]);
  });
});

it('reads the feed again soon while polls find what webhooks should have told', async () => {
  const source = gateway.service.app.get(DataSource);
  const soon = `observer.inbox WHERE consumer = '${pollConsumer}' AND id LIKE 'soon:%'`;
  const find = async () =>
    source.query<{ seconds: number }[]>(
      `SELECT extract(epoch FROM run_at - now())::int AS seconds FROM ${soon}`,
    );
  await source.query(`DELETE FROM ${soon}`);
  await poll();
  expect(await find()).toEqual([]);
  await newLead();
  await poll();
  const [next] = await find();
  expect(next!.seconds).toBeGreaterThan(pollSeconds / 4 - 60);
  expect(next!.seconds).toBeLessThanOrEqual(pollSeconds / 4);
  const before = (await health()).poll?.polledAt;
  await source.query(
    `UPDATE observer.inbox SET run_at = now() WHERE consumer = '${pollConsumer}' AND id LIKE 'soon:%'`,
  );
  await source.query(`SELECT pg_notify('observer_inbox', '${pollConsumer}')`);
  await eventually(async () => expect((await health()).poll?.polledAt).not.toBe(before));
});
