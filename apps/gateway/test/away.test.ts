import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '@hub/local-servers';
import { createTestDatabase, eventually, startTcpProxy, type TcpProxy } from '@hub/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let proxy: TcpProxy;
let sandbox: TestSandbox;
let gateway: TestGateway;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startTestSandbox();
  const url = new URL(database.url);
  proxy = await startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  url.hostname = '127.0.0.1';
  gateway = await startGateway({
    ...{ DATABASE_URL: url.toString(), AMOCRM_CONNECT_TO: sandbox.url, LOG_LEVEL: 'error' },
  });
});
afterAll(async () => {
  await gateway.stop();
  await proxy.close();
  await database.drop();
  await sandbox.close();
});

const away = (answer: request.Response) => {
  expect([answer.status, answer.body.title]).toEqual([503, 'Service Unavailable']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(answer.body.retryAfterSeconds).toBe(Number(answer.headers['retry-after']));
};

describe('what is away', () => {
  it('is said so with when to come back: a service', async () => {
    away(await gateway.api('get', '/releases'));
  });

  it('is said so with when to come back: a stopped budget', async () => {
    const { longLivedToken } = await sandbox.account({ subdomain: 'kazan' });
    const body = { subdomain: 'kazan', name: 'Казань', roles: ['branch'], timeZone: 'Europe/Moscow' };
    const made = await gateway.api('post', '/accounts').send(body).expect(201);
    const accountId = String(made.body.accountId);
    await gateway.service.app
      .get(DataSource)
      .query(`INSERT INTO accounts.rate_stop (budget, until, reason) VALUES ($1, 'infinity', 'blocked')`, [
        `integration:long-lived:account:${accountId}`,
      ]);
    const connect = gateway.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken });
    const answer = await connect;
    away(answer);
    expect(answer.body.detail).toContain('снимите блокировку');
  });

  it('is said so with when to come back: PostgreSQL', async () => {
    const port = Number(new URL(database.url).port);
    proxy.pointAt(await freePort());
    proxy.cut();
    away(await gateway.api('get', '/keys'));
    away(await gateway.api('post', '/keys').send({ name: 'x', role: 'viewer' }));
    away(await gateway.api('get', '/accounts'));
    const hook = request(gateway.service.url).post('/hooks/amocrm/x').type('form').send('a=b');
    away(await hook);
    expect((await fetch(`${gateway.service.url}/health/ready`)).status).toBe(503);
    proxy.pointAt(port);
    await eventually(async () => expect((await gateway.api('get', '/keys')).status).toBe(200));
  });
});
