import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startHookReceiver } from './hook-receiver.js';
import { startTestSandbox, type NewAccountReply, type Reply, type TestSandbox } from './call-sandbox.js';

describe('the consent page and disposable tokens', () => {
  let sandbox: TestSandbox;
  let account: NewAccountReply;
  let manager: number;

  beforeAll(async () => {
    sandbox = await startTestSandbox();
    account = await sandbox.account({ subdomain: 'consent', users: [{ name: 'Менеджер' }] });
    manager = account.users.find((user) => !user.isAdmin)?.id ?? 0;
  });
  afterAll(() => sandbox.close());

  const ask = (params: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> =>
    sandbox.call('GET', `/oauth?${new URLSearchParams(params).toString()}`, {
      host: 'www.amocrm.ru',
      headers,
    });

  const target = ({ status, headers }: Reply): Record<string, string> => {
    expect(status).toBe(302);
    return Object.fromEntries(new URL(headers.location ?? '').searchParams);
  };

  const exchange = (code: string | undefined): Promise<Reply> =>
    sandbox.call('POST', '/oauth2/access_token', {
      host: 'consent.amocrm.ru',
      body: {
        client_id: account.clientId,
        client_secret: account.clientSecret,
        grant_type: 'authorization_code',
        code,
        redirect_uri: account.redirectUri,
      },
    });

  it('redirects with code, referer, state and platform', async () => {
    const params = target(await ask({ client_id: account.clientId, state: 's 1', mode: 'popup' }));
    expect(params).toEqual({
      code: expect.stringMatching(/^def50200/),
      state: 's 1',
      referer: 'consent.amocrm.ru',
      platform: '1',
      client_id: account.clientId,
    });
    expect((await exchange(params.code)).status).toBe(200);
    expect(target(await ask({ client_id: account.clientId })).state).toBeUndefined();
  });

  it('redirects with access_denied, with the state only if it was sent', async () => {
    const refused = { client_id: account.clientId, decision: 'deny' };
    expect(target(await ask({ ...refused, state: 'x' }))).toEqual({ error: 'access_denied', state: 'x' });
    expect(target(await ask(refused))).toEqual({ error: 'access_denied' });
  });

  it('shows a browser the users to choose from and lets a manager grant their own rights', async () => {
    const shown = await ask({ client_id: account.clientId }, { accept: 'text/html,*/*' });
    expect(shown.status).toBe(200);
    expect(shown.body).toContain('Менеджер');
    const chosen = { client_id: account.clientId, subdomain: 'consent', user_id: String(manager) };
    const { code } = target(await ask(chosen));
    const token = (await exchange(code)).body.access_token;
    const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    expect(claims.sub).toBe(String(manager));
    const users = await sandbox.call('GET', '/api/v4/users', { host: 'consent.amocrm.ru', token });
    expect(users.status).toBe(403);
  });

  it('lets only admins install, and keeps a private integration in its account', async () => {
    const integration = { clientId: 'pub', clientSecret: 's', kind: 'public' };
    await sandbox.account({ subdomain: 'shop', integration });
    const chosen = { client_id: 'pub', subdomain: 'consent' };
    expect((await ask({ ...chosen, user_id: String(manager) })).status).toBe(403);
    expect(target(await ask(chosen)).referer).toBe('consent.amocrm.ru');
    expect(target(await ask({ ...chosen, user_id: String(manager) })).code).toBeDefined();
    const foreign = await ask({ client_id: account.clientId, subdomain: 'shop' });
    expect(foreign.headers.location).toBeUndefined();
    expect((await ask({ client_id: 'unknown' })).status).toBe(404);
    const onAccount = await sandbox.call('GET', '/oauth?client_id=pub', { host: 'consent.amocrm.ru' });
    expect(onAccount.status).toBe(404);
  });

  it('makes a new external integration at every authorisation and sends its secrets before the redirect', async () => {
    const receiver = await startHookReceiver();
    const secretsUri = `${receiver.url}/secrets`;
    const integration = { clientId: 'ext', kind: 'external', secretsUri };
    await sandbox.account({ subdomain: 'external', integration });
    const chosen = { client_id: 'ext', subdomain: 'consent' };
    expect((await ask({ ...chosen, user_id: String(manager) })).status).toBe(403);
    const first = target(await ask({ ...chosen, state: 's' }));
    const second = target(await ask(chosen));
    await receiver.close();
    const [one, two] = receiver.received.map(({ body }) => body);
    expect(receiver.received).toHaveLength(2);
    expect(one).toEqual({ client_id: first.client_id, client_secret: expect.any(String), state: 's' });
    expect(two).toMatchObject({ client_id: second.client_id, state: null });
    expect(new Set(['ext', first.client_id, second.client_id]).size).toBe(3);
    const { redirectUri: redirect_uri } = account;
    const body = {
      ...one,
      state: undefined,
      grant_type: 'authorization_code',
      code: first.code,
      redirect_uri,
    };
    const exchanged = await sandbox.call('POST', '/oauth2/access_token', { host: 'consent.amocrm.ru', body });
    expect(exchanged.status).toBe(200);
  });

  it('signs widget tokens with HS256 and bot tokens with HS512', async () => {
    const claimsOf = (token: string, algorithm: string, hash: string): Record<string, unknown> => {
      const [head = '', body = '', signature] = token.split('.');
      expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ typ: 'JWT', alg: algorithm });
      const expected = createHmac(hash, account.clientSecret).update(`${head}.${body}`).digest('base64url');
      expect(signature).toBe(expected);
      return JSON.parse(Buffer.from(body, 'base64url').toString());
    };
    const widget = (await sandbox.control('POST', 'widget-tokens', { subdomain: 'consent', userId: manager }))
      .body;
    expect(claimsOf(widget.token, 'HS256', 'sha256')).toMatchObject({
      iss: 'https://consent.amocrm.ru',
      aud: 'https://integration.example',
      user_id: manager,
      is_admin: false,
      client_uuid: account.clientId,
    });
    const subject = {
      subdomain: 'consent',
      entityType: 'lead',
      entityId: 5,
      url: 'https://bot.example:8443/hook',
    };
    const bot = (await sandbox.control('POST', 'bot-tokens', subject)).body;
    expect(claimsOf(bot.token, 'HS512', 'sha512')).toMatchObject({
      aud: 'https://bot.example',
      entity_type: 'lead',
      entity_id: 5,
      bot_type: 'salesbot',
    });
    expect((await sandbox.control('POST', 'bot-tokens', { ...subject, entityType: 'x' })).status).toBe(400);
  });
});
