import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';

let sandbox: TestSandbox;
let gateway: TestGateway;
const publicUrl = 'https://hub.example';
const redirectUri = `${publicUrl}/api/v1/oauth/callback`;
const publicIntegration = { clientId: randomUUID(), clientSecret: 'public-secret-of-the-hub', redirectUri };

beforeAll(async () => {
  sandbox = await startTestSandbox();
  gateway = await startGateway({
    PUBLIC_URL: publicUrl,
    AMOCRM_CONNECT_TO: sandbox.url,
    AMOCRM_INTEGRATION_ID: publicIntegration.clientId,
    AMOCRM_INTEGRATION_SECRET: publicIntegration.clientSecret,
  });
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

const body = (subdomain: string) => ({
  subdomain,
  name: subdomain,
  roles: ['branch'],
  timeZone: 'Europe/Moscow',
});

/** An account in the sandbox, registered with the hub. */
async function registered(subdomain: string, integration = {}) {
  const amo = await sandbox.account({ subdomain, integration: { ...publicIntegration, ...integration } });
  const made = await gateway.api('post', '/accounts').send(body(subdomain)).expect(201);
  return { amo, accountId: String(made.body.accountId) };
}

async function stateOf(link: string): Promise<string> {
  const answer = await gateway.api('post', link).expect(200);
  return new URL(String(answer.body.link)).searchParams.get('state') ?? '';
}

/** Tables of the hub in which the text stands anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const source = gateway.service.app.get(DataSource);
  const tables: { name: string }[] = await source.query(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
      WHERE table_schema IN ('gateway', 'accounts') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows: unknown[] = await source.query(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE $1 LIMIT 1`, [
      `%${text}%`,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** amoCRM refuses the account's next tokens, as it does when the integration was switched off. */
const refuseTokens = (subdomain: string, count: number) =>
  sandbox.control('POST', 'faults', {
    ...{ kind: 'status', status: 401, count },
    ...{ subdomain, path: '/api/v4/account' },
  });

const callback = (query: Record<string, string>) =>
  gateway.api('get', `/oauth/callback?${new URLSearchParams(query).toString()}`, '');

describe('connecting', () => {
  it('by a long-lived token finds out the number of the account', async () => {
    const { amo, accountId } = await registered('kazan');
    const answer = await gateway
      .api('post', `/accounts/${accountId}/connect`)
      .send({ longLivedToken: amo.longLivedToken });
    expect(answer.body).toMatchObject({ state: 'connected', amoId: amo.id });
    expect(JSON.stringify(answer.body)).not.toContain(amo.longLivedToken);
    const audit = await gateway.api('get', '/audit?limit=1');
    expect(audit.body.items[0]).toMatchObject({
      action: `POST /api/v1/accounts/${accountId}/connect`,
      before: { state: 'pending' },
      after: { state: 'connected' },
      request: { longLivedToken: '***' },
    });
  });

  it('by a code of an own integration', async () => {
    const amo = await sandbox.account({
      subdomain: 'omsk',
      integration: { redirectUri: 'https://own.example/' },
    });
    const made = await gateway.api('post', '/accounts').send({
      ...body('omsk'),
      integration: { id: amo.clientId, secret: amo.clientSecret, redirectUri: amo.redirectUri },
    });
    const path = `/accounts/${String(made.body.accountId)}`;
    await gateway.api('post', `${path}/connect`).send({ code: amo.authCode }).expect(200);
    const health = await gateway.api('get', `${path}/health`);
    expect(health.body).toMatchObject({ state: 'connected', token: 'pair', lastWebhookAt: null });
    expect(health.body.tokenAgeSeconds).toBeLessThan(60);
    expect(health.body.budget).toMatchObject({ waiting: 0, stopped: null });
    const again = await gateway.api('post', `${path}/connect`).send({ code: amo.authCode });
    expect(again.status).toBe(422);

    const correct = (secret: string) => gateway.api('patch', `${path}/integration`).send({ secret });
    const refused = await correct('a-typing-error');
    expect([refused.status, refused.body.detail]).toEqual([
      422,
      expect.stringContaining('ничего не изменено'),
    ]);
    const dead = `UPDATE accounts.account SET state = 'reconnect' WHERE host = 'omsk.amocrm.ru'`;
    await gateway.service.app.get(DataSource).query(dead);
    await correct('a-secret-for-the-next-consent').expect(200);
    await correct(amo.clientSecret).expect(200);
    expect((await gateway.api('get', path)).body.state).toBe('connected');
  });

  it('by consent: the state decides which account, the referer has to fit', async () => {
    const { amo, accountId } = await registered('perm');
    const state = await stateOf(`/accounts/${accountId}/connect-link`);
    const good = { code: amo.authCode, referer: 'perm.amocrm.ru', state, platform: '1' };
    await callback({ ...good, referer: 'other.amocrm.ru' }).expect(400);
    await callback({ ...good, state: `${state}x` }).expect(400);
    await callback({ state, error: 'access_denied' }).expect(400);
    const { body: pending } = await gateway.api('get', `/accounts/${accountId}`);
    expect(pending.state).toBe('pending');
    const done = await callback(good).expect(200);
    expect(done.body.accountId).toBe(accountId);
    const { body: connected } = await gateway.api('get', `/accounts/${accountId}`);
    expect(connected.state).toBe('connected');
  });

  it('again, by token or by consent, ends the alarm that asked for it', async () => {
    const { amo, accountId } = await registered('penza');
    const path = `/accounts/${accountId}`;
    const hook = async () => {
      await refuseTokens('penza', 1);
      const text = `${amo.clientId}|${amo.id}`;
      const signature = createHmac('sha256', amo.clientSecret).update(text).digest('hex');
      const query = { account_id: String(amo.id), client_uuid: amo.clientId, signature };
      return gateway.api('get', `/oauth/disconnect?${new URLSearchParams(query).toString()}`, '').expect(200);
    };
    const alarmed = async () => {
      const { body: alarms } = await gateway.api('get', '/alarms');
      return alarms.items.filter((one: { accountId: string }) => one.accountId === accountId).length;
    };
    await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
    await hook();
    expect(await alarmed()).toBe(1);
    await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
    expect(await alarmed()).toBe(0);
    await hook();
    expect((await gateway.api('get', path)).body).toMatchObject({
      state: 'reconnect',
      stateReason: 'интеграцию отключили в amoCRM',
    });
    const state = await stateOf(`${path}/connect-link`);
    await callback({ code: amo.authCode, referer: 'penza.amocrm.ru', state, platform: '1' }).expect(200);
    expect((await gateway.api('get', path)).body.state).toBe('connected');
    expect(await alarmed()).toBe(0);
  });

  it('refuses the token of another account and keeps the account out', async () => {
    const { accountId } = await registered('tula');
    const other = await sandbox.account({ subdomain: 'pskov' });
    const answer = await gateway
      .api('post', `/accounts/${accountId}/connect`)
      .send({ longLivedToken: other.longLivedToken });
    expect(answer.status).toBe(422);
    const { body: account } = await gateway.api('get', `/accounts/${accountId}`);
    expect(account.state).toBe('pending');
  });

  it('refuses another account that has taken the address, and an account that is known under another one', async () => {
    const { amo, accountId } = await registered('taken');
    const { amo: other, accountId: otherId } = await registered('renamed');
    const connect = (id: string, longLivedToken: string) =>
      gateway.api('post', `/accounts/${id}/connect`).send({ longLivedToken });
    const knows = (id: string, amoId: number) =>
      gateway.service.app
        .get(DataSource)
        .query('UPDATE accounts.account SET amo_id = $2 WHERE id = $1', [id, amoId]);
    await knows(accountId, 7);
    await connect(accountId, amo.longLivedToken).expect(422);
    expect((await gateway.api('get', `/accounts/${accountId}`)).body).toMatchObject({
      state: 'pending',
      amoId: 7,
    });
    await knows(accountId, other.id);
    await connect(otherId, other.longLivedToken).expect(422);
  });

  it('leaves a working connection alone when the new token is wrong or the new webhook is refused', async () => {
    const { amo, accountId } = await registered('ryazan');
    const other = await sandbox.account({ subdomain: 'murom' });
    const path = `/accounts/${accountId}`;
    const connect = (longLivedToken: string) =>
      gateway.api('post', `${path}/connect`).send({ longLivedToken });
    const secretHash = async (): Promise<unknown> =>
      gateway.service.app
        .get(DataSource)
        .query('SELECT webhook_secret_hash FROM accounts.account WHERE id = $1', [accountId]);
    await connect(amo.longLivedToken).expect(200);
    const before = await secretHash();
    for (const wrong of [other.longLivedToken, 'nobodys-token']) await connect(wrong).expect(422);
    const { body: after } = await gateway.api('get', path);
    expect(after.state).toBe('connected');
    await gateway.api('get', `${path}/preflight`).expect(200);

    const fault = {
      kind: 'status',
      method: 'POST',
      path: '/api/v4/webhooks',
      subdomain: 'ryazan',
      status: 400,
    };
    await sandbox.control('POST', 'faults', fault);
    await connect(amo.longLivedToken).expect(200);
    expect(await secretHash()).toEqual(before);
  });

  it.each([
    ['nothing', {}],
    ['both', { longLivedToken: 'a', code: 'b' }],
  ])('refuses %s', async (_name, sent) => {
    const made = await gateway.api('post', '/accounts').send(body(`x${randomUUID().slice(0, 8)}`));
    const answer = await gateway.api('post', `/accounts/${String(made.body.accountId)}/connect`).send(sent);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].path).toBe('longLivedToken');
  });

  it('refuses a second account at one host', async () => {
    await registered('ufa');
    await gateway.api('post', '/accounts').send(body('ufa')).expect(409);
  });
});

describe('a connected account', () => {
  it('is suspended, resumed, disconnected by amoCRM and off-boarded', async () => {
    const { amo, accountId } = await registered('tver');
    const path = `/accounts/${accountId}`;
    await gateway.api('post', `${path}/connect`).send({ code: amo.authCode }).expect(200);
    const suspended = await gateway.api('post', `${path}/suspend`).send({ reason: 'каникулы' }).expect(200);
    expect(suspended.body).toMatchObject({ state: 'suspended', stateReason: 'каникулы' });
    await gateway.api('post', `${path}/resume`).expect(200);
    await gateway.api('post', `${path}/resume`).expect(409);

    const hook = (signature: string) => {
      const query = { account_id: String(amo.id), client_uuid: amo.clientId, signature };
      return gateway.api('get', `/oauth/disconnect?${new URLSearchParams(query).toString()}`, '');
    };
    await hook('00').expect(400);
    await refuseTokens('tver', 2);
    await hook(
      createHmac('sha256', amo.clientSecret).update(`${amo.clientId}|${amo.id}`).digest('hex'),
    ).expect(200);
    const { body: account } = await gateway.api('get', path);
    expect(account.state).toBe('reconnect');
    const { body: alarms } = await gateway.api('get', '/alarms');
    expect(alarms.items).toContainEqual(expect.objectContaining({ kind: 'reconnect-needed', accountId }));

    const branch = { name: 'Тверь', regions: [], contactPerson: 'Анна Кац', accountId };
    const { body: made } = await gateway
      .api('post', '/branches')
      .set('Idempotency-Key', 'add-tver')
      .send(branch)
      .expect(201);
    await gateway.api('post', '/branches').send(branch).expect(409);
    await gateway
      .api('put', `/branches/${String(made.branchId)}`)
      .set('If-Match', '"1"')
      .send({ ...branch, name: 'Тверь 2' })
      .expect(200);
    const keyBody = { name: 'Тверь', role: 'branch-admin', branchIds: [made.branchId] };
    const { body: key } = await gateway.api('post', '/keys').send(keyBody).expect(201);
    expect(await tablesWith('Анна Кац')).toContain('gateway.audit');

    await gateway.api('post', `${path}/off-board`).send({ reason: 'договор окончен' }).expect(204);
    expect(await tablesWith('Анна Кац')).toEqual([]);
    await gateway.api('get', `/branches/${String(made.branchId)}`, key.key).expect(401);
    expect(JSON.stringify((await gateway.api('get', '/alarms')).body)).not.toContain(accountId);
    await gateway.api('get', path).expect(404);
    const left: unknown[] = await gateway.service.app
      .get(DataSource)
      .query('SELECT 1 FROM accounts.credential WHERE account_id = $1', [accountId]);
    expect(left).toEqual([]);
    const { body: audit } = await gateway.api('get', '/audit?limit=1');
    expect(audit.items[0]).toMatchObject({ action: `POST /api/v1${path}/off-board`, outcome: 'done' });
  });
});

it('ends the subscription of a suspended account too when it is off-boarded', async () => {
  const { amo, accountId } = await registered('orenburg');
  const path = `/accounts/${accountId}`;
  await gateway.api('post', `${path}/connect`).send({ longLivedToken: amo.longLivedToken }).expect(200);
  await gateway.api('post', `${path}/suspend`).send({ reason: 'долг' }).expect(200);
  const hooks = async () => {
    const { body: answer } = await amo.api('GET', '/api/v4/webhooks');
    return (answer?._embedded.webhooks ?? []) as object[];
  };
  expect(await hooks()).toHaveLength(1);
  await gateway.api('post', `${path}/off-board`).send({ reason: 'договор окончен' }).expect(204);
  expect(await hooks()).toEqual([]);
});

describe('branches', () => {
  it('are added with a target, shown to their own keys only, and replaced', async () => {
    const { accountId } = await registered('vladimir');
    const { accountId: foreignId } = await registered('vologda');
    const branch = {
      name: 'Владимир',
      regions: [{ name: 'Владимирская область', aliases: ['Владимир'] }],
      calendar: {
        timeZone: 'Europe/Moscow',
        hours: [{ weekday: 1, from: '09:00', to: '18:00' }],
        daysOff: ['2026-01-01'],
      },
      contactPerson: 'Анна',
      accountId,
      pipelineId: 1,
      statusId: 2,
    };
    const made = await gateway.api('post', '/branches').send(branch).expect(201);
    expect(made.body).toMatchObject({ ...branch, state: 'active' });
    await gateway.api('post', '/branches').send(branch).expect(409);
    const unknown = await gateway
      .api('post', '/branches')
      .send({ ...branch, name: 'x', accountId: randomUUID() });
    expect(unknown.body.errors).toEqual([{ path: 'accountId', detail: expect.stringMatching(/нет/) }]);
    const branchId = String(made.body.branchId);
    const keyBody = { name: 'руководитель', role: 'branch-admin', branchIds: [branchId] };
    const { body: key } = await gateway.api('post', '/keys').send(keyBody).expect(201);
    const own = String(key.key);
    await gateway.api('get', `/branches/${branchId}`, own).expect(200);
    await gateway.api('get', `/accounts/${accountId}/health`, own).expect(200);
    const { body: accounts } = await gateway.api('get', '/accounts', own).expect(200);
    expect(accounts.items.map((one: { accountId: string }) => one.accountId)).toEqual([accountId]);
    const refusals = await Promise.all([
      gateway.api('get', `/accounts/${foreignId}`, own),
      gateway.api('get', `/accounts/${randomUUID()}`, own),
      gateway.api('get', `/branches/${randomUUID()}`, own),
      gateway.api('put', `/branches/${branchId}`, own).send(branch),
    ]);
    for (const refusal of refusals) {
      expect([refusal.status, refusal.body]).toEqual([403, refusals[0].body]);
    }
    const replaced = await gateway
      .api('put', `/branches/${branchId}`)
      .set('If-Match', '"1"')
      .send({ ...branch, state: 'paused' });
    expect(replaced.body.state).toBe('paused');
  });
});
