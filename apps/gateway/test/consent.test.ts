import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
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

/** An account in the sandbox with an administrator and a manager, registered with the hub. */
async function registered(subdomain: string) {
  const users = [{ name: 'Менеджер', email: `m@${subdomain}.ru` }];
  const amo = await sandbox.account({ subdomain, integration, users });
  const body = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(body).expect(201);
  const path = `/accounts/${String(made.body.accountId)}`;
  const user = (isAdmin: boolean) => amo.users.find((one) => one.isAdmin === isAdmin)?.id;
  return { amo, subdomain, path, admin: user(true), manager: user(false) };
}

async function stateOf(path: string): Promise<string> {
  const { body } = await gateway.api('post', `${path}/connect-link`).expect(200);
  return new URL(String(body.link)).searchParams.get('state') ?? '';
}

/** The user gives consent in amoCRM, and the browser comes back. */
async function consent(
  subdomain: string,
  userId: number | undefined,
  state: string,
  accept = 'application/json',
) {
  const deed = { action: 'integration.grant', subdomain, userId, state };
  const granted = await sandbox.control('POST', 'actions', deed);
  return gateway
    .api('get', `/oauth/callback${new URL(String(granted.body.url)).search}`, '')
    .set('Accept', accept);
}

const accountAt = async (path: string) => (await gateway.api('get', path).expect(200)).body;
const lastAudit = async () => (await gateway.api('get', '/audit?limit=1').expect(200)).body.items[0];

describe('a connect link', () => {
  it('connects once, however many come with it', async () => {
    const { subdomain, path, admin } = await registered('once');
    const state = await stateOf(path);
    const answers = await Promise.all([1, 2, 3].map(() => consent(subdomain, admin, state)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    const late = await consent(subdomain, admin, state);
    const reloaded = await consent(subdomain, admin, state, 'text/html');
    expect([reloaded.status, reloaded.text]).toEqual([
      400,
      expect.stringMatching(/<h1>Аккаунт уже подключён/),
    ]);
    expect([late.status, late.body.detail]).toEqual([400, expect.stringContaining('новую ссылку')]);
    expect(await lastAudit()).toMatchObject({ actor: 'consent in amoCRM', outcome: 'refused' });
    expect((await accountAt(path)).state).toBe('connected');
  });

  it('cannot be read in the audit', async () => {
    const { path } = await registered('unread');
    const state = await stateOf(path);
    const { body } = await gateway.api('get', '/audit?limit=100').expect(200);
    expect(JSON.stringify(body)).toContain('connect-link');
    expect(JSON.stringify(body)).not.toContain(state);
  });

  it('does not connect by the consent of a user without rights, says so, and waits for an administrator', async () => {
    const { subdomain, path, admin, manager } = await registered('weak');
    await consent(subdomain, admin, await stateOf(path)).then(({ status }) => expect(status).toBe(200));
    const before = await accountAt(path);
    const state = await stateOf(path);
    const weak = await consent(subdomain, manager, state);
    expect([weak.status, weak.body.detail]).toEqual([422, expect.stringContaining('администратор')]);
    expect(await accountAt(path)).toEqual(before);
    expect(await lastAudit()).toMatchObject({ actor: 'consent in amoCRM', outcome: 'refused' });
    expect((await consent(subdomain, admin, state)).status).toBe(200);
  });

  it('that was refused in amoCRM is written down', async () => {
    const { path } = await registered('denied');
    const query = new URLSearchParams({ error: 'access_denied', state: await stateOf(path) });
    await gateway.api('get', `/oauth/callback?${query.toString()}`, '').expect(400);
    expect(await lastAudit()).toMatchObject({ actor: 'consent in amoCRM', outcome: 'refused' });
  });
});

it('takes webhooks whose subscription got no answer, and goes on with their address when it is connected again', async () => {
  const { amo, path } = await registered('murmansk');
  const connect = () =>
    gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
  const hooks = async () => {
    const { body: list } = await amo.api('GET', '/api/v4/webhooks');
    return (list?._embedded.webhooks ?? []).map(
      (one: { destination: string }) => one.destination,
    ) as string[];
  };
  const taken = async (destination: string) => {
    const post = { method: 'POST', body: new URLSearchParams({ 'account[subdomain]': 'murmansk' }) };
    return (await fetch(`${gateway.service.url}${new URL(destination).pathname}`, post)).status;
  };
  const preflight = async (): Promise<unknown> => {
    const { body: found } = await gateway.api('get', `${path}/preflight`).expect(200);
    return found.checks.find((one: { check: string }) => one.check === 'webhooks').verdict;
  };
  const fault = { kind: 'lost-answer', how: 'reset', method: 'POST', path: '/api/v4/webhooks' };
  await sandbox.control('POST', 'faults', { ...fault, subdomain: 'murmansk' });
  expect((await connect()).body.webhooks).not.toBe('subscribed');
  const [address = ''] = await hooks();
  expect(await taken(address)).toBe(200);
  expect((await connect()).body.webhooks).toBe('subscribed');
  expect([await hooks(), await taken(address), await preflight()]).toEqual([[address], 200, 'ok']);
  await gateway.service.app
    .get(DataSource)
    .query('UPDATE accounts.account SET webhook_secret_hash = $2 WHERE host = $1', [
      'murmansk.amocrm.ru',
      'lost',
    ]);
  expect(await preflight()).toBe('warning');
  expect((await connect()).body.webhooks).toBe('subscribed');
  const [other = '', ...more] = await hooks();
  expect([other === address, more, await taken(other)]).toEqual([false, [], 200]);
});

describe('a connect that amoCRM interrupted', () => {
  const api = (path: string) => ({ kind: 'status', status: 503, path: `/api/v4/${path}` });
  /** The time of the connect itself is over. */
  const isDue = async (path: string) =>
    gateway.service.app
      .get(DataSource)
      .query('UPDATE gateway.inbox SET run_at = now() WHERE consumer = $1 AND key = $2', [
        'gateway.complete-connection',
        path.split('/')[2],
      ]);
  const hooksOf = async ({ api: call }: Awaited<ReturnType<typeof registered>>['amo']) =>
    ((await call('GET', '/api/v4/webhooks')).body?._embedded.webhooks ?? []) as object[];

  it('before its token was verified or its webhooks subscribed is completed without a person', async () => {
    const { amo, subdomain, path, admin } = await registered('halfway');
    await sandbox.control('POST', 'faults', { ...api('account'), subdomain });
    expect((await consent(subdomain, admin, await stateOf(path))).status).toBe(503);
    expect(await accountAt(path)).toMatchObject({ state: 'connected', amoId: null });
    await isDue(path);
    await eventually(async () => expect(await hooksOf(amo)).toHaveLength(1));
    expect(await accountAt(path)).toMatchObject({ state: 'connected', amoId: amo.id });
  });

  it('asks for another consent when the stored one proves too weak', async () => {
    const { amo, subdomain, path, manager } = await registered('halfway-weak');
    await sandbox.control('POST', 'faults', { ...api('account'), subdomain });
    expect((await consent(subdomain, manager, await stateOf(path))).status).toBe(503);
    await isDue(path);
    await eventually(async () => expect((await accountAt(path)).state).toBe('reconnect'));
    expect(await hooksOf(amo)).toEqual([]);
  });
});

describe('the disconnect hook', () => {
  const hook = (account: string, signature: string) => {
    const query = { account_id: account, client_uuid: integration.clientId, signature };
    return gateway.api('get', `/oauth/disconnect?${new URLSearchParams(query).toString()}`, '');
  };
  const signed = (id: number) =>
    createHmac('sha256', integration.clientSecret).update(`${integration.clientId}|${id}`).digest('hex');

  it('sent again is believed when the stored tokens are refused, and only then', async () => {
    const { amo, subdomain, path, admin } = await registered('replayed');
    await consent(subdomain, admin, await stateOf(path));
    await hook(String(amo.id), signed(amo.id)).expect(200);
    expect((await accountAt(path)).state).toBe('connected');
    expect(await lastAudit()).toMatchObject({ actor: 'disconnected in amoCRM', outcome: 'refused' });
    await sandbox.control('POST', 'actions', { action: 'integration.disable', subdomain, userId: admin });
    await hook(String(amo.id), signed(amo.id)).expect(200);
    expect((await accountAt(path)).state).toBe('reconnect');
    expect(await lastAudit()).toMatchObject({ actor: 'disconnected in amoCRM', outcome: 'done' });
  });

  it('makes a few calls a minute at most, however often it is sent', async () => {
    const { amo, subdomain, path, admin } = await registered('flooded');
    await consent(subdomain, admin, await stateOf(path));
    const { body: fault } = await sandbox.control('POST', 'faults', {
      ...{ kind: 'slow', ms: 0, count: null },
      ...{ subdomain, path: '/api/v4/account' },
    });
    for (let sent = 0; sent < 10; sent++) await hook(String(amo.id), signed(amo.id)).expect(200);
    const { body: seen } = await sandbox.control('GET', `faults/${String(fault.id)}`);
    expect(seen.hits).toBeLessThanOrEqual(3);
  });

  it.each(['99999999999999999999', '9223372036854775808', '1e5', '-1', ''])('refuses %s', async (id) => {
    await hook(id, '00').expect(400);
  });
});
