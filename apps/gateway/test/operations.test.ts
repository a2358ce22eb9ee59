import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bus } from '@hub/bus';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let sandbox: TestSandbox;
let gateway: TestGateway;
let source: DataSource;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  gateway = await startGateway({ AMOCRM_CONNECT_TO: sandbox.url });
  source = gateway.service.app.get(DataSource);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

async function registered(subdomain: string, integration?: object) {
  const body = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway
    .api('post', '/accounts')
    .send({ ...body, integration })
    .expect(201);
  return `/accounts/${String(made.body.accountId)}`;
}

describe('work that was given up', () => {
  const letter = { service: 'gateway', consumer: 'gateway.purge' };

  beforeAll(async () => {
    await source.query(
      `INSERT INTO gateway.inbox (consumer, id, key, payload, correlation_id, state, reason, finished_at)
       SELECT 'gateway.purge', 'letter-' || n, 'poll:x', '{"accountId": "${crypto.randomUUID()}"}', 'c', 'dead', '{"key": "failures.unexpected", "facts": {"error": "why"}}', now()
         FROM generate_series(1, 2) AS n`,
    );
  });

  it('is listed by service', async () => {
    const { body } = await gateway.api('get', '/dead-letters?service=gateway&limit=1').expect(200);
    expect(body.items).toMatchObject([
      { id: 'letter-1', consumer: 'gateway.purge', reasonMessage: { facts: { error: 'why' } } },
    ]);
    const next = await gateway.api('get', `/dead-letters?service=gateway&cursor=${String(body.nextCursor)}`);
    expect(next.body).toMatchObject({ items: [{ id: 'letter-2' }], nextCursor: null });
    await gateway.api('get', '/dead-letters?service=nobody').expect(400);
  });

  it('is listed of all services at once, and who does not answer is named', async () => {
    const { body } = await gateway.api('get', '/dead-letters?limit=1').expect(200);
    expect(body).toMatchObject({
      items: [{ id: 'letter-1', service: 'gateway' }],
      unanswered: ['observer', 'sync', 'router', 'limits'],
    });
    const next = await gateway.api('get', `/dead-letters?cursor=${String(body.nextCursor)}`);
    expect(next.body).toMatchObject({ items: [{ id: 'letter-2' }], nextCursor: null });
    await gateway.api('get', '/dead-letters?cursor=forged').expect(400);
  });

  it('is tried again by a filter', async () => {
    const nobody = { consumer: 'gateway.nobody' };
    const { body } = await gateway.api('post', '/dead-letters/replay').send(nobody).expect(200);
    expect(body).toEqual({ replayed: 0, left: 0, unanswered: ['observer', 'sync', 'router', 'limits'] });
    await gateway.api('post', '/dead-letters/replay').send({ accountId: 'x' }).expect(400);
  });

  it('is tried again or put aside, once', async () => {
    await gateway.api('post', '/dead-letters/letter-1/replay').send(letter).expect(200);
    await gateway.api('post', '/dead-letters/letter-2/discard').send(letter).expect(200);
    await eventually(async () => {
      const { body } = await gateway.api('get', '/dead-letters?service=gateway');
      expect(body.items).toEqual([]);
    });
    await gateway.api('post', '/dead-letters/letter-2/discard').send(letter).expect(404);
  });
});

it('calls an account again after amoCRM has lifted its block', async () => {
  const amo = await sandbox.account({ subdomain: 'tver' });
  const path = await registered('tver');
  await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
  const block = { kind: 'status', status: 403, html: true, subdomain: 'tver', count: null };
  const { body: fault } = await sandbox.control('POST', 'faults', block);
  expect((await gateway.api('get', `${path}/preflight`)).body.verdict).toBe('failure');
  await gateway.api('post', `${path}/unblock`).expect((answer) => {
    expect([422, 503]).toContain(answer.status);
  });
  expect((await gateway.api('get', path)).body).toMatchObject({
    state: 'degraded',
    stateReason: 'amoCRM блокирует запросы',
  });
  await sandbox.control('DELETE', `faults/${String(fault.id)}`);
  const { body } = await gateway.api('post', `${path}/unblock`).expect(200);
  expect(body.state).toBe('connected');
  await gateway.api('post', `${path}/suspend`).send({ reason: 'тест' }).expect(200);
  const { body: suspended } = await gateway.api('get', `${path}/preflight`).expect(200);
  expect(suspended.checks[0]).toMatchObject({
    verdict: 'failure',
    text: expect.stringContaining('приостановлен'),
  });
  await gateway.api('post', `${path}/resume`).expect(200);
  expect((await gateway.api('get', '/alarms')).body.items).toEqual([]);
});

describe('the care of tokens', () => {
  it('refreshes idle pairs once an hour, however many copies tick, and warns of ends', async () => {
    const amo = await sandbox.account({ subdomain: 'pskov' });
    const path = await registered('pskov', {
      ...{ id: amo.clientId, secret: amo.clientSecret },
      redirectUri: amo.redirectUri,
    });
    await gateway.api('post', `${path}/connect`).send({ code: amo.authCode }).expect(200);
    const ending = await registered('orel');
    const short = await sandbox.account({ subdomain: 'orel' });
    await gateway.api('post', `${ending}/connect`).send({ longLivedToken: short.longLivedToken }).expect(200);
    await source.query(`UPDATE accounts.credential SET refreshed_at = now() - interval '40 days'`);
    await source.query(
      `UPDATE accounts.credential SET access_expires_at = now() + interval '3 days'
        WHERE account_id = $1`,
      [ending.split('/').at(-1)],
    );
    const ask = (at: number) => gateway.service.app.get(Bus).startDue('gateway.token-care', new Date(at));
    const now = Date.now();
    await ask(now);
    await Promise.all([ask(now + 3_600_000), ask(now + 3_600_000)]);
    await eventually(async () => {
      const rows = await source.query(
        `SELECT refreshed_at > now() - interval '1 hour' AS fresh, generation FROM accounts.credential
          WHERE account_id = $1`,
        [path.split('/').at(-1)],
      );
      expect(rows).toEqual([{ fresh: true, generation: 3 }]);
      const { body } = await gateway.api('get', '/alarms');
      expect(body.items).toMatchObject([{ kind: 'token-ends-soon', times: 1 }]);
    });
  });
});
