import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type NewAccountReply, type Reply, type TestSandbox } from './call-sandbox.js';

describe('OAuth', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply;
  let count = 0;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.close());

  async function fresh(): Promise<void> {
    count += 1;
    account = await sandbox.account({ subdomain: `oauth${count}` });
  }

  function exchange(fields: Record<string, unknown>): Promise<Reply> {
    const { clientId, clientSecret, redirectUri } = account;
    const body = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...fields };
    return sandbox.call('POST', '/oauth2/access_token', { host: `${account.subdomain}.amocrm.ru`, body });
  }

  const byCode = (): Promise<Reply> => exchange({ grant_type: 'authorization_code', code: account.authCode });
  const byRefresh = (token: string): Promise<Reply> =>
    exchange({ grant_type: 'refresh_token', refresh_token: token });
  const statusWith = async (token: string): Promise<number> =>
    (await sandbox.call('GET', '/api/v4/account', { host: `${account.subdomain}.amocrm.ru`, token })).status;

  it('answers the creation of an account with exactly the documented keys', async () => {
    const { status, body } = await sandbox.control('POST', 'accounts', { subdomain: 'keys' });
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(
      'id subdomain clientId clientSecret redirectUri authCode accessToken refreshToken longLivedToken users'.split(
        ' ',
      ),
    );
  });

  it('gives a pair for a code, once', async () => {
    await fresh();
    const { status, headers, body } = await byCode();
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 86400 });
    const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(claims).toMatchObject({
      aud: account.clientId,
      account_id: account.id,
      version: 2,
      api_domain: 'api-b.amocrm.ru',
    });
    expect(body.refresh_token).toMatch(/^def50200/);
    expect(await statusWith(body.access_token)).toBe(200);
    expect((await byCode()).status).toBe(400);
  });

  it('forgets a code after twenty minutes and a token after a day', async () => {
    await fresh();
    const { access_token: token } = (await byCode()).body;
    await fresh();
    await sandbox.control('POST', 'clock', { advanceMs: 20 * 60_000 });
    const late = await byCode();
    expect(late.status).toBe(400);
    expect(late.body.hint).toBe('Authorization code has expired');
    await sandbox.control('POST', 'clock', { advanceMs: 86_400_000 });
    expect(await statusWith(token)).toBe(401);
    expect(await statusWith(account.longLivedToken)).toBe(200);
  });

  it('rotates both tokens and refuses a refresh token used before', async () => {
    await fresh();
    const first = (await byCode()).body;
    const second = await byRefresh(first.refresh_token);
    expect(second.status).toBe(200);
    expect(await statusWith(first.access_token)).toBe(401);
    expect(await statusWith(second.body.access_token)).toBe(200);
    const again = await byRefresh(first.refresh_token);
    expect(again.status).toBe(401);
    expect(again.body).toMatchObject({
      hint: 'Token has been revoked',
      title: 'Некорректный запрос',
      status: 401,
    });
    expect((await byRefresh(second.body.refresh_token)).status).toBe(200);
  });

  it('refuses a wrong secret, a wrong redirect address and a foreign account', async () => {
    await fresh();
    expect(
      (await exchange({ grant_type: 'authorization_code', code: account.authCode, client_secret: 'x' }))
        .status,
    ).toBe(400);
    expect(
      (await exchange({ grant_type: 'authorization_code', code: account.authCode, redirect_uri: 'x' }))
        .status,
    ).toBe(400);
    const foreign = account.accessToken;
    await fresh();
    expect(await statusWith(foreign)).toBe(401);
  });

  it('installs one public integration in several accounts', async () => {
    const integration = {
      clientId: 'a0b1c2d3-0000-4000-8000-000000000000',
      clientSecret: 'shared',
      kind: 'public',
    };
    const one = (await sandbox.control('POST', 'accounts', { subdomain: 'pub1', integration })).body;
    const two = (await sandbox.control('POST', 'accounts', { subdomain: 'pub2', integration })).body;
    expect([one.clientId, two.clientId]).toEqual([integration.clientId, integration.clientId]);
    expect(one.accessToken).not.toBe(two.accessToken);
    expect([one.longLivedToken, two.longLivedToken]).toEqual([null, null]);
  });

  it('finds the account of a token', async () => {
    await fresh();
    const headers = { 'x-refresh-token': account.refreshToken };
    const { body } = await sandbox.call('GET', '/oauth2/account/current/subdomain', {
      host: 'api-b.amocrm.ru',
      headers,
    });
    expect(body).toEqual({
      id: account.id,
      subdomain: account.subdomain,
      domain: `${account.subdomain}.amocrm.ru`,
      top_level_domain: 'ru',
    });
  });
});
