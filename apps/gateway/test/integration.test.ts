import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CredentialRepository } from '@hub/accounts';
import { AccessTokens } from '@hub/amocrm';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { sourceKey } from '../src/widget/read-token.js';
import { WidgetIntegrations } from '../src/widget/widget-integrations.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let database: TestDatabase;
let sandbox: TestSandbox;
let gateway: TestGateway;
/** The same hub after its address and the secret of its integration have changed. */
let later: TestGateway;
const callback = '/api/v1/oauth/callback';
const integration = {
  clientId: randomUUID(),
  clientSecret: 'public-secret-of-the-hub',
  redirectUri: `https://hub.example${callback}`,
};
const renewed = { clientSecret: 'the-renewed-secret', redirectUri: `https://new.example${callback}` };

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startTestSandbox();
  const settings = {
    ...{ DATABASE_URL: database.url, AMOCRM_CONNECT_TO: sandbox.url },
    HUB_SECRET_KEYS: `1:${randomBytes(32).toString('base64')}`,
    AMOCRM_INTEGRATION_ID: integration.clientId,
  };
  const [before, after] = ['https://hub.example', 'https://new.example'];
  gateway = await startGateway({
    ...{ ...settings, PUBLIC_URL: before, AMOCRM_INTEGRATION_SECRET: integration.clientSecret },
  });
  later = await startGateway({
    ...{ ...settings, PUBLIC_URL: after, AMOCRM_INTEGRATION_SECRET: renewed.clientSecret },
  });
});
afterAll(async () => {
  await gateway.stop();
  await later.stop();
  await database.drop();
  await sandbox.close();
});

const body = (subdomain: string) => ({
  ...{ subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' },
});

/** An account in the sandbox, registered with the hub. */
async function registered(subdomain: string, sent: object = {}) {
  const amo = await sandbox.account({ subdomain, integration });
  const { body: made } = await gateway
    .api('post', '/accounts')
    .send({ ...body(subdomain), ...sent })
    .expect(201);
  return { amo, subdomain, accountId: String(made.accountId), path: `/accounts/${String(made.accountId)}` };
}

/** What the hub keeps of the account's tokens. */
const stored = (accountId: string) => gateway.service.app.get(CredentialRepository).open(accountId);

async function linkOf(path: string, hub = gateway): Promise<URLSearchParams> {
  const { body: made } = await hub.api('post', `${path}/connect-link`, gateway.adminKey).expect(200);
  return new URL(String(made.link)).searchParams;
}

/** The administrator gives consent, and the browser comes back to the hub. */
async function consent(subdomain: string, path: string, hub = gateway) {
  const state = (await linkOf(path, hub)).get('state');
  const { body: granted } = await sandbox.control('POST', 'actions', {
    ...{ action: 'integration.grant', clientId: integration.clientId, subdomain, state },
  });
  return hub.api('get', `/oauth/callback${new URL(String(granted.url)).search}`, '');
}

/** While `work` runs, the integration's card in amoCRM has the new secret and address. */
async function withNewCard(work: () => Promise<void>) {
  const card = sandbox.sandbox.integrations.get(integration.clientId)!;
  Object.assign(card, renewed);
  await work().finally(() => Object.assign(card, integration));
}

describe('the public integration whose secret and address were changed', () => {
  it('connects an account again by a link', async () => {
    const { subdomain, path, accountId } = await registered('again');
    await consent(subdomain, path).then(({ status }) => expect(status).toBe(200));
    await withNewCard(async () => {
      expect((await consent(subdomain, path, later)).status).toBe(200);
      expect(await stored(accountId)).toMatchObject(renewed);
    });
  });

  it('connects and renews by what its card still has', async () => {
    const { subdomain, path, accountId } = await registered('not-yet');
    await consent(subdomain, path).then(({ status }) => expect(status).toBe(200));
    expect((await consent(subdomain, path, later)).status).toBe(200);
    await renew(later, accountId);
    expect(await stored(accountId)).toMatchObject({ clientSecret: integration.clientSecret });
  });

  it('renews the tokens that it has', async () => {
    const { subdomain, path, accountId } = await registered('renewed');
    await consent(subdomain, path).then(({ status }) => expect(status).toBe(200));
    await withNewCard(() => renew(later, accountId));
    expect(await stored(accountId)).toMatchObject(renewed);
    expect((await gateway.api('get', path)).body.state).toBe('connected');
  });

  it('signs what the widget sends', async () => {
    const { amo, subdomain, path } = await registered('widget');
    await consent(subdomain, path).then(({ status }) => expect(status).toBe(200));
    const source = sourceKey(integration.clientId, amo.id);
    const secretsAt = async (hub: TestGateway) =>
      (await hub.service.app.get(WidgetIntegrations).find(source, false))?.openSecrets();
    expect(await secretsAt(gateway)).toEqual([integration.clientSecret]);
    expect(await secretsAt(later)).toEqual([renewed.clientSecret, integration.clientSecret]);
  });

  it('goes by the secret that a person has proven, until the environment has it too', async () => {
    const { amo, subdomain, path, accountId } = await registered('proven');
    await consent(subdomain, path).then(({ status }) => expect(status).toBe(200));
    const card = sandbox.sandbox.integrations.get(integration.clientId)!;
    const { clientSecret } = renewed;
    const signed = () =>
      createHmac('sha256', card.clientSecret).update(`${integration.clientId}|${amo.id}`).digest('hex');
    const asked = async () => {
      const token = (await sandbox.control('POST', 'widget-tokens', { subdomain, userId: amo.users[0]!.id }))
        .body;
      const { status } = await gateway
        .api('get', '/exchange/eligibility', '')
        .set('X-Auth-Token', (token as { token: string }).token);
      const query = { account_id: String(amo.id), client_uuid: integration.clientId, signature: signed() };
      const hook = gateway.api('get', `/oauth/disconnect?${new URLSearchParams(query).toString()}`, '');
      return [status === 401, (await hook).status];
    };
    expect(await asked()).toEqual([false, 200]);
    Object.assign(card, { clientSecret });
    try {
      await gateway.api('patch', `${path}/integration`).send({ secret: clientSecret }).expect(200);
      // What is known of widgets is remembered for some seconds.
      await eventually(async () => expect(await asked()).toEqual([false, 200]));
      await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
      expect(await stored(accountId)).toMatchObject({ clientSecret });
    } finally {
      Object.assign(card, integration);
    }
  });

  it('is said to be a cause when amoCRM refuses a code', async () => {
    const { subdomain, path } = await registered('refused');
    await withNewCard(async () => {
      const answer = await consent(subdomain, path);
      expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining('секрет')]);
    });
  });
});

/** An account of a private integration that names the hub's address, connected. */
async function ofPrivate(subdomain: string) {
  const own = { clientId: randomUUID(), clientSecret: 'own', redirectUri: integration.redirectUri };
  const amo = await sandbox.account({ subdomain, integration: own });
  const sent = { ...body(subdomain), integration: { id: own.clientId, secret: own.clientSecret } };
  const { body: made } = await gateway.api('post', '/accounts').send(sent).expect(201);
  const accountId = String(made.accountId);
  await gateway.api('post', `/accounts/${accountId}/connect`).send({ code: amo.authCode }).expect(200);
  return { accountId, card: sandbox.sandbox.integrations.get(own.clientId)! };
}

describe('a private integration whose address was the hub’s', () => {
  it('renews the tokens that it has', async () => {
    const { accountId, card } = await ofPrivate('private');
    Object.assign(card, { redirectUri: renewed.redirectUri });
    await renew(later, accountId);
    expect(await stored(accountId)).toMatchObject({ ...renewed, clientSecret: 'own' });
  });

  it('takes another secret', async () => {
    const { accountId, card } = await ofPrivate('private-secret');
    Object.assign(card, renewed);
    const change = later.api('patch', `/accounts/${accountId}/integration`, gateway.adminKey);
    await change.send({ secret: renewed.clientSecret }).expect(200);
    expect(await stored(accountId)).toMatchObject(renewed);
  });
});

async function renew(hub: TestGateway, accountId: string): Promise<void> {
  await hub.service.app.get(AccessTokens).renew(accountId, (await stored(accountId))!.generation);
}

describe('an integration without an id', () => {
  const change = (path: string, sent: object) => gateway.api('patch', `${path}/integration`).send(sent);

  it.each([{ secret: 'a-secret' }, { redirectUri: 'https://own.example/' }])(
    'is refused: %j',
    async (sent) => {
      const { amo, path } = await registered(`no-id-${Object.keys(sent)[0]!.toLowerCase()}`);
      const { body: refused } = await change(path, sent).expect(400);
      expect(refused.errors).toEqual([{ path: 'id', detail: expect.any(String) }]);
      expect((await linkOf(path)).get('client_id')).toBe(integration.clientId);
      await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
      await change(path, sent).expect(200);
    },
  );

  it('keeps the id that was given before the token', async () => {
    const { amo, path } = await registered('id-first');
    await change(path, { id: 'id-of-the-widget' }).expect(200);
    await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
    expect((await gateway.api('get', `${path}/integration`)).body.id).toBe('id-of-the-widget');
  });
});

it.each(['hub.example.com/cb', 'javascript:alert(1)', 'https://'])(
  'refuses the redirect address %s of a new account',
  async (redirectUri) => {
    const sent = { ...body('wrong-address'), integration: { id: 'i', secret: 's', redirectUri } };
    const { body: refused } = await gateway.api('post', '/accounts').send(sent).expect(400);
    expect(refused.errors).toEqual([{ path: 'integration.redirectUri', detail: expect.any(String) }]);
  },
);
