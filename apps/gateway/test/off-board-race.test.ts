import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessTokens } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let sandbox: TestSandbox;
let gateway: TestGateway;
let source: DataSource;
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
  source = gateway.service.app.get(DataSource);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

/** Many a franchisee trades under their own name. */
const nameOf = (subdomain: string) => `ИП ${subdomain}`;

async function registered(subdomain: string) {
  const amo = await sandbox.account({ subdomain, integration });
  const body = { subdomain, name: nameOf(subdomain), roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(body).expect(201);
  return { amo, path: `/accounts/${String(made.body.accountId)}`, accountId: String(made.body.accountId) };
}

/** Keeps the answer of the account's next such call until it is released. */
async function hold(subdomain: string, method: string, path: string) {
  const { body } = await sandbox.control('POST', 'faults', { kind: 'hold', subdomain, method, path });
  const id = String(body.id);
  return {
    untilHeld: () =>
      eventually(async () => {
        const fault = await sandbox.control('GET', `faults/${id}`);
        expect(fault.body.holding).toHaveLength(1);
      }),
    release: () => sandbox.control('POST', `faults/${id}/release`),
  };
}

const offBoard = (path: string) =>
  gateway.api('post', `${path}/off-board`).send({ reason: 'договор окончен' }).expect(204);
const auditText = async (): Promise<string> =>
  JSON.stringify((await gateway.api('get', '/audit?limit=100').expect(200)).body);
const kept = async (accountId: string): Promise<unknown[]> =>
  source.query(
    `SELECT 'credential' AS what FROM accounts.credential WHERE account_id = $1
     UNION ALL SELECT 'secret' FROM accounts.account WHERE id = $1 AND webhook_secret_hash IS NOT NULL
     UNION ALL SELECT 'alarm' FROM accounts.alarm WHERE account_id = $1
     UNION ALL SELECT state FROM accounts.account WHERE id = $1`,
    [accountId],
  );

describe('an account that is off-boarded while it is being connected', () => {
  it.each([
    ['asks whose token it is', 'GET', '/api/v4/account'],
    ['lists webhooks', 'GET', '/api/v4/webhooks'],
    ['subscribes', 'POST', '/api/v4/webhooks'],
  ])('keeps nothing when the connect %s', async (name, method, path) => {
    const subdomain = `race-${name.replaceAll(' ', '-')}`;
    const { amo, path: account, accountId } = await registered(subdomain);
    const held = await hold(subdomain, method, path);
    const connect = gateway.api('post', `${account}/connect`).send({ longLivedToken: amo.longLivedToken });
    const answer = Promise.resolve(connect);
    await held.untilHeld();
    await offBoard(account);
    await held.release();
    expect((await answer).status).toBe(409);
    expect(await auditText()).not.toContain(nameOf(subdomain));
    expect(await kept(accountId)).toEqual([{ what: 'removed' }]);
    const { body } = await amo.api('GET', '/api/v4/webhooks');
    expect(body?._embedded.webhooks ?? []).toEqual([]);
  });

  it('keeps nothing of a refresh on its way, and gets no alarm by it', async () => {
    const { amo, path, accountId } = await registered('race-refresh');
    await gateway.api('post', `${path}/connect`).send({ code: amo.authCode }).expect(200);
    const held = await hold('race-refresh', 'POST', '/oauth2/access_token');
    const [row]: { generation: number }[] = await source.query(
      'SELECT generation FROM accounts.credential WHERE account_id = $1',
      [accountId],
    );
    const tokens = gateway.service.app.get(AccessTokens);
    const refresh = tokens.renew(accountId, row?.generation ?? 0).then(
      () => 'renewed',
      (error: unknown) => (error instanceof Error ? error.name : 'strange'),
    );
    await held.untilHeld();
    await offBoard(path);
    await held.release();
    // An answer that took longer than two seconds is not waited for a second time; the next call finds the account removed.
    expect(['NeedsReconnect', 'OutcomeUnknown']).toContain(await refresh);
    expect(await kept(accountId)).toEqual([{ what: 'removed' }]);
  });
});

it('refuses a branch that is added to an account while it is off-boarded', async () => {
  const { accountId } = await registered('race-branch');
  const adding = await source.transaction(async (tx) => {
    await tx.query(`UPDATE accounts.account SET state = 'removed' WHERE id = $1`, [accountId]);
    const branch = { name: 'Поздний', regions: [], accountId };
    const answer = Promise.resolve(gateway.api('post', '/branches').send(branch));
    await eventually(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(await source.query<unknown[]>(waiting)).toHaveLength(1);
    });
    return { answer };
  });
  const { status, body } = await adding.answer;
  expect([status, body.errors]).toEqual([400, [expect.objectContaining({ path: 'accountId' })]]);
});

/** While somebody holds the account's row, off-boarded, `send` comes in and waits for the row. */
async function whileOffBoarded(accountId: string, send: () => PromiseLike<{ status: number }>) {
  const sent = await source.transaction(async (tx) => {
    await tx.query(`UPDATE accounts.account SET state = 'removed', name = host WHERE id = $1`, [accountId]);
    const answer = Promise.resolve(send());
    await eventually(async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(await source.query<unknown[]>(waiting)).toHaveLength(1);
    });
    return { answer };
  });
  return (await sent.answer).status;
}

it('writes nothing of a change that comes while the account is off-boarded', async () => {
  const { path, accountId } = await registered('race-change');
  const change = { name: 'ИП Орлов', timeZone: 'Asia/Omsk' };
  expect(await whileOffBoarded(accountId, () => gateway.api('patch', path).send(change))).toBe(404);
  const [row] = await source.query<object[]>('SELECT name, time_zone FROM accounts.account WHERE id = $1', [
    accountId,
  ]);
  expect(row).toEqual({ name: 'race-change.amocrm.ru', time_zone: 'Europe/Moscow' });
  expect(await auditText()).not.toContain(change.name);
});

it('keeps the name of an off-boarded account nowhere, nor in the audit', async () => {
  const name = 'ИП Кац А. С.';
  const account = { subdomain: 'kac', name, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const { body: made } = await gateway.api('post', '/accounts').send(account).expect(201);
  await gateway.api('post', '/accounts').send(account).expect(409);
  const path = `/accounts/${String(made.accountId)}`;
  await gateway
    .api('patch', path)
    .send({ name: `${name} (Омск)` })
    .expect(200);
  const { link } = (await gateway.api('post', `${path}/connect-link`).expect(200)).body;
  const state = new URL(String(link)).searchParams.get('state') ?? '';
  const denied = new URLSearchParams({ error: 'access_denied', state });
  await gateway.api('get', `/oauth/callback?${denied.toString()}`, '').expect(400);
  const { body: other } = await gateway
    .api('post', '/accounts')
    .send({ ...account, subdomain: 'other-kac', name: 'Другой' });
  await offBoard(path);
  const { body: audit } = await gateway.api('get', '/audit?limit=100').expect(200);
  expect(JSON.stringify(audit)).not.toContain(name);
  expect(JSON.stringify(audit)).toContain('Другой');
  expect(audit.items[0]).toMatchObject({ before: { name: '***', host: 'kac.amocrm.ru' } });
  await offBoard(`/accounts/${String(other.accountId)}`);
});

it('writes a consent down as refused when amoCRM refuses its code', async () => {
  const { path } = await registered('refused-consent');
  const link = await gateway.api('post', `${path}/connect-link`).expect(200);
  const state = new URL(String(link.body.link)).searchParams.get('state') ?? '';
  const query = new URLSearchParams({ code: 'made-up', referer: 'refused-consent.amocrm.ru', state });
  await gateway.api('get', `/oauth/callback?${query.toString()}`, '').expect(422);
  const { body } = await gateway.api('get', '/audit?limit=1').expect(200);
  expect(body.items[0]).toMatchObject({ actor: 'consent in amoCRM', outcome: 'refused' });
});
