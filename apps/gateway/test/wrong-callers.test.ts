import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { AccountRepository } from '@hub/accounts';
import { eventually } from '@hub/testing';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { KeyRepository } from '../src/key/key.repository.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let gateway: TestGateway;
let accounts: AccountRepository;
const accountId = randomUUID();

beforeAll(async () => {
  gateway = await startGateway({ WRONG_KEYS_PER_MINUTE: 3 });
  accounts = gateway.service.app.get(AccountRepository);
  const account = { id: accountId, subdomain: 'kazan', host: 'kazan.amocrm.ru', name: 'Казань' };
  await gateway.service.app.get(DataSource).transaction(async (tx) => {
    const more = { roles: ['branch' as const], mode: 'apply' as const, timeZone: 'Europe/Moscow' };
    await accounts.register(tx, { ...account, ...more }, new Date());
    await accounts.setWebhookSecret(tx, accountId, 'right');
  });
});
afterAll(() => gateway.stop());

const hook = (secret: string) =>
  request(gateway.service.url)
    .post(`/hooks/amocrm/${secret}`)
    .set('Content-Type', 'application/x-www-form-urlencoded')
    .send('leads[add][0][id]=1');

describe('who tries webhook addresses out', () => {
  it('is stopped without the database, while right ones get through, even new ones', async () => {
    for (let tried = 0; tried < 3; tried++) await hook(`wrong${tried}`).expect(404);
    const reads = jest.spyOn(accounts, 'listWebhookSecrets');
    const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => hook(`guess${at}`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
    expect(Number(answers[0]?.headers['retry-after'])).toBeGreaterThan(0);
    expect(reads.mock.calls.length).toBeLessThanOrEqual(2);
    await hook('right').expect(200);
    await accounts.setWebhookSecret(gateway.service.app.get(DataSource).manager, accountId, 'new');
    await eventually(async () => expect((await hook('new')).status).toBe(200));
  });
});

describe('who tries keys out', () => {
  it('does not lock out a good key that was never used, though a proxy gives both one address', async () => {
    const made = await gateway.api('post', '/keys').send({ name: 'new', role: 'viewer' }).expect(201);
    for (let tried = 0; tried < 3; tried++) await gateway.api('get', '/keys', `fh_guess${tried}`).expect(401);
    const reads = jest.spyOn(gateway.service.app.get(KeyRepository), 'findCaller');
    for (let tried = 0; tried < 5; tried++) await gateway.api('get', '/keys', `fh_more${tried}`).expect(429);
    expect(reads).not.toHaveBeenCalled();
    await gateway.api('get', '/audit', made.body.key).expect(200);
    await gateway.api('get', '/audit').expect(200);
  });
});

describe('security headers', () => {
  it.each([
    ['GET', '/api/docs'],
    ['GET', '/api/docs-json'],
    ['GET', '/api/v1/keys'],
    ['GET', '/api/v1/oauth/callback'],
    ['GET', '/api/nothing'],
    ['GET', '/nothing'],
    ['GET', '/health/live'],
    ['GET', '/metrics'],
    ['POST', '/hooks/amocrm/right'],
    ['POST', '/hooks/amocrm/wrong'],
  ])('are on %s %s', async (method, path) => {
    const answer = await fetch(gateway.service.url + path, { method });
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer.headers.get('x-powered-by')).toBeNull();
    // A body that is not read keeps its connection open.
    await answer.arrayBuffer();
  });
});
