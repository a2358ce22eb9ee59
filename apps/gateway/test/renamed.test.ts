import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountRepository } from '@hub/accounts';
import { AmoClients, readAccount } from '@hub/amocrm';
import { Bus } from '@hub/bus';
import { eventually } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { MoveAccount } from '../src/account/move-account.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let sandbox: TestSandbox;
let gateway: TestGateway;
const redirectUri = 'https://hub.example/api/v1/oauth/callback';
const integration = { clientId: randomUUID(), clientSecret: 'public-secret-of-the-hub', redirectUri };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  gateway = await startGateway({
    PUBLIC_URL: 'https://hub.example',
    AMOCRM_CONNECT_TO: sandbox.url,
    AMOCRM_INTEGRATION_ID: integration.clientId,
    AMOCRM_INTEGRATION_SECRET: integration.clientSecret,
  });
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

async function registered(subdomain: string) {
  const amo = await sandbox.account({ subdomain, integration });
  const body = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const { body: made } = await gateway.api('post', '/accounts').send(body).expect(201);
  const accountId = String(made.accountId);
  return { amo, accountId, path: `/accounts/${accountId}`, moved: `${subdomain}-center` };
}

/** Connected by a code of its administrator, then renamed in amoCRM. */
async function renamed(subdomain: string) {
  const it = await registered(subdomain);
  await gateway.api('post', `${it.path}/connect`).send({ code: it.amo.authCode }).expect(200);
  await rename(subdomain, it.moved);
  return it;
}

async function rename(subdomain: string, to: string): Promise<void> {
  const { status } = await sandbox.control('POST', 'actions', { action: 'account.rename', subdomain, to });
  expect(status).toBe(200);
}

async function consent(path: string, subdomain: string) {
  const { body } = await gateway.api('post', `${path}/connect-link`).expect(200);
  const state = new URL(String(body.link)).searchParams.get('state') ?? '';
  const deed = { action: 'integration.grant', subdomain, state };
  const granted = await sandbox.control('POST', 'actions', deed);
  return gateway.api('get', `/oauth/callback${new URL(String(granted.body.url)).search}`, '');
}

const seen = async (path: string): Promise<object> => (await gateway.api('get', path).expect(200)).body;
const lastAudit = async (): Promise<object> =>
  (await gateway.api('get', '/audit?limit=1').expect(200)).body.items[0];
const hooksOf = (subdomain: string): string[] =>
  [...sandbox.sandbox.accounts.get(subdomain)!.webhooks.values()].map(({ destination }) => destination);
const call = (accountId: string) =>
  readAccount(gateway.service.app.get(AmoClients).forAccount(accountId, 'routing'));

describe('an account that was renamed in amoCRM', () => {
  it('is followed by its stored tokens, and the audit says so', async () => {
    const { accountId, path, moved } = await renamed('kazan');
    const hooks = hooksOf(moved);
    await expect(call(accountId)).rejects.toThrow();
    expect(await seen(path)).toMatchObject({ state: 'reconnect', host: 'kazan.amocrm.ru' });
    const ask = (at: number) =>
      gateway.service.app.get<Bus>(Bus).startDue('gateway.follow-renamed', new Date(at));
    const now = Date.now();
    await ask(now);
    await ask(now + 120_000);
    await eventually(async () =>
      expect(await seen(path)).toMatchObject({ state: 'connected', host: `${moved}.amocrm.ru` }),
    );
    await expect(call(accountId)).resolves.toMatchObject({ subdomain: moved });
    expect(hooksOf(moved)).toEqual(hooks);
    expect((await gateway.api('get', '/alarms').expect(200)).body.items).not.toContainEqual(
      expect.objectContaining({ accountId, kind: 'reconnect-needed' }),
    );
    await eventually(async () =>
      expect(await lastAudit()).toMatchObject({
        ...{ actor: 'renamed in amoCRM', outcome: 'done' },
        before: { host: 'kazan.amocrm.ru' },
        after: { host: `${moved}.amocrm.ru` },
      }),
    );
  });

  it('is connected again by a consent, which comes from its new address', async () => {
    const { amo, path, moved } = await renamed('samara');
    expect((await consent(path, moved)).status).toBe(200);
    expect(await seen(path)).toMatchObject({
      ...{ state: 'connected', host: `${moved}.amocrm.ru`, amoId: amo.id },
    });
    expect(await lastAudit()).toMatchObject({
      before: { host: 'samara.amocrm.ru' },
      after: { host: `${moved}.amocrm.ru` },
    });
  });

  it('has no row of the audit for a move that came after its consent', async () => {
    const { accountId, path, moved } = await renamed('omsk');
    const { app } = gateway.service;
    const before = await app.get(AccountRepository).get(accountId);
    expect((await consent(path, moved)).status).toBe(200);
    const consented = await lastAudit();
    const late = { subdomain: 'omsk-late', host: 'omsk-late.amocrm.ru' };
    await app.get(MoveAccount).move(before, late, randomUUID());
    expect(await lastAudit()).toEqual(consented);
    expect(await seen(path)).toMatchObject({ state: 'connected', host: `${moved}.amocrm.ru` });
  });

  it('is connected again by a long-lived token', async () => {
    const { amo, path, moved } = await renamed('saratov');
    const connect = gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken });
    expect((await connect).body).toMatchObject({ state: 'connected', host: `${moved}.amocrm.ru` });
  });

  it('is not moved to an address that another row of the hub has', async () => {
    const { path, moved } = await renamed('penza');
    const body = { subdomain: moved, name: 'Вторая запись', roles: ['branch'], timeZone: 'Europe/Moscow' };
    await gateway.api('post', '/accounts').send(body).expect(201);
    const answer = await consent(path, moved);
    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining('Вторая запись')]);
    expect(await seen(path)).toMatchObject({ host: 'penza.amocrm.ru' });
  });

  it('stays where it is when the tokens are those of another account', async () => {
    const { path } = await renamed('tula');
    await sandbox.account({ subdomain: 'foreign', integration });
    const before = await seen(path);
    expect((await consent(path, 'foreign')).status).toBe(422);
    expect(await seen(path)).toEqual(before);
  });
});

it('asks no host but amoCRM’s own for a consent', async () => {
  const { accountId, path } = await renamed('tver');
  const { body } = await gateway.api('post', `${path}/connect-link`).expect(200);
  const state = new URL(String(body.link)).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ code: 'c', state, referer: 'tver.amocrm.ru.evil.example' });
  await gateway.api('get', `/oauth/callback?${query.toString()}`, '').expect(400);
  expect(accountId).toBeTruthy();
});
