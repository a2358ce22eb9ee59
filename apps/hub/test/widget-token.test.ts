import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { eventually } from '@hub/testing';
import { openButtonBranch, type ButtonBranch } from './button-branch.js';
import { startWholeHub, type WholeHub } from './whole-hub.js';

let world: WholeHub;
let kazan: ButtonBranch;
let omsk: ButtonBranch;

beforeAll(async () => {
  world = await startWholeHub({ WRONG_KEYS_PER_MINUTE: '60' });
  kazan = await openButtonBranch(world, 'kazan', { Анна: { activeDeals: 3 }, Борис: { activeDeals: 1 } }, 4);
  omsk = await openButtonBranch(world, 'omsk', { Вера: {} }, 1);
});
afterAll(() => world.close());

interface Asked {
  method?: string;
  path?: string;
  token?: string;
  key?: string;
  body?: object;
  headers?: Record<string, string>;
}

/** A call as a widget makes it. */
async function ask({ method = 'GET', path = 'eligibility', token, key, body, headers = {} }: Asked) {
  const answer = await fetch(`${world.hub.url}/api/v1/exchange/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { 'x-auth-token': token }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) };
}

const press = (token: string, key: string = randomUUID(), body: object = {}) =>
  ask({ method: 'POST', path: 'claims', token, key, body });

/** A token of Anna's with other claims; `undefined` takes one away. */
function forge(changes: object, { secret = kazan.amo.clientSecret, alg = 'HS256', at = Date.now() } = {}) {
  const now = Math.floor(at / 1000);
  const claims = {
    ...{ iss: kazan.origin, aud: new URL(kazan.amo.redirectUri).origin, jti: randomUUID() },
    ...{ iat: now, nbf: now, exp: now + 1800, account_id: kazan.amo.id, subdomain: 'kazan' },
    ...{ client_uuid: kazan.amo.clientId, user_id: kazan.user('Анна'), is_admin: false },
    ...changes,
  };
  const given = JSON.parse(JSON.stringify(claims)) as JWTPayload;
  return new SignJWT(given).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
}

describe('a press with the widget’s token', () => {
  it('gives the token’s user a lead; a replay gets the first answer, another key another lead', async () => {
    const [token, key] = [await kazan.token('Анна'), randomUUID()];
    const before = await ask({ path: 'overview', token });
    expect(before.body).toEqual({ inStock: 4, takenToday: [] });
    const first = await press(token, key);
    expect(first).toMatchObject({ status: 200, body: { outcome: 'granted' } });
    expect((await press(token, key)).body).toEqual(first.body);
    const fresh = await press(await kazan.token('Анна'), key);
    expect(fresh.body).toEqual(first.body);
    const second = await press(token);
    expect(second.body).toMatchObject({ outcome: 'granted' });
    expect(second.body.leadId).not.toBe(first.body.leadId);
    const lead = await kazan.amo.api('GET', `/api/v4/leads/${first.body.leadId}`);
    expect(lead.body.responsible_user_id).toBe(kazan.user('Анна'));
    const after = await ask({ path: 'overview', token });
    expect(after.body.inStock).toBe(2);
    expect(after.body.takenToday.map(({ leadId }: { leadId: number }) => leadId)).toEqual([
      second.body.leadId,
      first.body.leadId,
    ]);
    expect(after.body.takenToday[0].link).toBe(`${kazan.origin}/leads/detail/${second.body.leadId}`);
  });

  it('is refused with its reasons in the language of the page', async () => {
    await kazan.addLead('Борис', kazan.to);
    const token = await kazan.token('Борис');
    await eventually(async () => expect((await ask({ token })).body.mayPress).toBe(false));
    const refused = await press(token);
    expect(refused.body).toMatchObject({ outcome: 'refused', leadId: null });
    expect(refused.body.reasons[0]).toMatchObject({ limit: 'activeDeals', bound: 1 });
    expect(refused.body.reasons[0].text).toContain('активн');
    const english = await ask({ token, headers: { 'accept-language': 'en' } });
    expect(english.body.reasons[0].text).toContain('active deal');
  });

  it('takes the user from the token alone', async () => {
    const token = await kazan.token('Борис');
    expect((await ask({ token })).body.userId).toBe(kazan.user('Борис'));
    for (const body of [{ userId: kazan.user('Анна') }, { accountId: omsk.accountId }])
      expect(await press(token, randomUUID(), body)).toMatchObject({ status: 403 });
    expect((await ask({ token, path: `eligibility?userId=${kazan.user('Анна')}` })).status).toBe(403);
  });

  it('needs a key of its own', async () => {
    const token = await kazan.token('Анна');
    expect(await ask({ method: 'POST', path: 'claims', token, body: {} })).toMatchObject({ status: 400 });
  });

  it('opens no other route', async () => {
    const token = await kazan.token('Анна');
    const path = `limits/table?accountId=${kazan.accountId}&format=csv`;
    expect((await ask({ path, token })).status).toBe(401);
    expect((await ask({ method: 'PUT', path: 'limits', token, body: { users: [] } })).status).toBe(401);
  });

  it('shows settings and limits of the account to its administrators alone', async () => {
    for (const path of ['settings', 'limits']) {
      expect((await ask({ path, token: await kazan.token('Анна') })).status).toBe(403);
      const shown = await ask({ path, token: await forge({ is_admin: true }) });
      expect(shown).toMatchObject({ status: 200, body: { accountId: kazan.accountId } });
      const other = `${path}?accountId=${omsk.accountId}`;
      expect((await ask({ path: other, token: await forge({ is_admin: true }) })).status).toBe(403);
    }
  });
});

describe('a token', () => {
  it('is good again and again for 25 minutes, and for the minute by which clocks may differ', async () => {
    const at = Date.now() - 25 * 60_000;
    const token = await forge({}, { at });
    for (let read = 0; read < 3; read++) expect((await ask({ token })).status).toBe(200);
    expect((await ask({ token: await forge({}, { at: Date.now() - 1_830_000 }) })).status).toBe(200);
    expect((await ask({ token: await forge({}, { at: Date.now() + 30_000 }) })).status).toBe(200);
  });

  it.each<[string, number, () => string | Promise<string>]>([
    ['without an algorithm', 401, () => new UnsecuredJWT({ ...claimsOf() }).encode()],
    ['signed by HS512', 401, () => forge({}, { alg: 'HS512' })],
    ['signed with another secret', 401, () => forge({}, { secret: 'x'.repeat(64) })],
    ['of another account’s integration', 401, () => forge({}, { secret: omsk.amo.clientSecret })],
    ['that has ended', 401, () => forge({}, { at: Date.now() - 1_900_000 })],
    ['that is not valid yet', 401, () => forge({}, { at: Date.now() + 120_000 })],
    ['without an end', 401, () => forge({ exp: undefined })],
    ['that is no token', 401, () => 'abc'],
    ['of three empty parts', 401, () => '..'],
    ['of another issuer', 403, () => forge({ iss: omsk.origin })],
    ['of another audience', 403, () => forge({ aud: 'https://elsewhere.example' })],
    ['of an account that the integration is not in', 403, () => forge({ account_id: omsk.amo.id })],
    ['of an unknown integration', 403, () => forge({ client_uuid: randomUUID() })],
  ])('%s is %i', async (_, status, make) => {
    const answer = await ask({ token: await make() });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.detail).toMatch(/[а-я].*\./i);
    expect((await press(await make())).status).toBe(status);
  });

  it('needs no audience, and where the account’s settings name one it is that', async () => {
    expect((await ask({ token: await forge({ aud: '' }) })).status).toBe(200);
    expect((await ask({ token: await forge({ aud: undefined }) })).status).toBe(200);
    const path = `accounts/${kazan.accountId}/integration`;
    const changed = await world.api.call<object>('PATCH', path, { widgetAudience: 'https://widget.example' });
    expect(changed).toMatchObject({ hasSecret: true, widgetAudience: 'https://widget.example' });
    await eventually(async () =>
      expect((await ask({ token: await forge({ aud: 'https://widget.example' }) })).status).toBe(200),
    );
    expect((await ask({ token: await kazan.token('Анна') })).status).toBe(403);
    await world.api.call('PATCH', path, { widgetAudience: null });
    await eventually(async () => expect((await ask({ token: await kazan.token('Анна') })).status).toBe(200));
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string, path = 'claims') =>
    ask({
      ...{ method: 'OPTIONS', path },
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key,x-auth-token',
      },
    });

  it('are asked first without a token, and only an account’s own is let in', async () => {
    const own = await preflight(kazan.origin);
    expect(own.status).toBe(204);
    expect(own.headers.get('access-control-allow-origin')).toBe(kazan.origin);
    expect(own.headers.get('access-control-allow-headers')?.toLowerCase()).toBe(
      'content-type, x-auth-token, idempotency-key',
    );
    expect(own.headers.get('access-control-allow-credentials')).toBeNull();
    for (const origin of ['https://evil.example', 'http://kazan.amocrm.ru', 'null', 'https://perm.amocrm.ru'])
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    const other = await preflight(kazan.origin, 'limits/table');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('read answers and refusals of their own account alone', async () => {
    const token = await kazan.token('Анна');
    const good = await ask({ token, headers: { origin: kazan.origin } });
    expect(good.status).toBe(200);
    expect(good.headers.get('access-control-allow-origin')).toBe(kazan.origin);
    expect(good.headers.get('access-control-expose-headers')).toContain('Retry-After');
    expect(good.headers.get('vary')).toContain('Origin');
    const bad = await ask({ token: 'abc', headers: { origin: kazan.origin } });
    expect([bad.status, bad.headers.get('access-control-allow-origin')]).toEqual([401, kazan.origin]);
    expect((await ask({ token, headers: { origin: omsk.origin } })).status).toBe(403);
    expect((await ask({ token, headers: { origin: 'https://evil.example' } })).status).toBe(403);
  });
});

/** Last, because it uses up what one address may try in a minute. */
it('that is wrong is throttled like a wrong key, while right ones get through', async () => {
  const statuses = [];
  for (let tried = 0; tried < 140; tried++)
    statuses.push((await ask({ token: await forge({}, { secret: `${tried}`.repeat(40) }) })).status);
  expect(new Set(statuses)).toEqual(new Set([401, 429]));
  const stopped = await ask({
    token: await forge({}, { secret: 'y'.repeat(64) }),
    headers: { origin: kazan.origin },
  });
  expect(stopped.status).toBe(429);
  expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask({ token: await kazan.token('Анна') })).status).toBe(200);
  expect((await ask({ token: await omsk.token('Вера') })).status).toBe(200);
});

function claimsOf(): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    ...{ iss: kazan.origin, jti: randomUUID(), exp: now + 1800, account_id: kazan.amo.id },
    ...{ client_uuid: kazan.amo.clientId, user_id: kazan.user('Анна') },
  };
}
