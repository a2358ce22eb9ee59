import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BudgetStopped, readAccount } from '@hub/amocrm';
import { SessionLock } from '@hub/database';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, type AmocrmProcess } from './amocrm-fixture.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  hub = await startAmocrm(database.url, { connectTo: sandbox.url });
});
afterAll(async () => {
  await hub.close();
  await database.drop();
  await sandbox.close();
});

/** Asks for tokens while amoCRM answers with the given fault; gives the error and the budget it was about. */
async function refused(subdomain: string, fault: object) {
  const { clientId, clientSecret, redirectUri, refreshToken } = await sandbox.account({ subdomain });
  const credential = { integrationId: clientId, clientSecret, redirectUri, refreshToken };
  const id = await addAccount(hub, subdomain, credential);
  const where = { kind: 'status', subdomain, path: '/oauth2/access_token' };
  expect((await sandbox.control('POST', 'faults', { ...where, ...fault })).status).toBe(201);
  const integration = { clientId, clientSecret, redirectUri };
  const asked = hub.requests.request({ id, host: `${subdomain}.amocrm.ru` }, integration, { refreshToken });
  const error = await asked.catch((reason: unknown) => reason);
  return { error, budget: `integration:${clientId}:account:${id}` };
}

it('backs the budget off when the token endpoint says 429', async () => {
  const fault = { status: 429, body: { status: 429, retry_after: 2 } };
  const { error, budget } = await refused('limited', fault);
  expect(error).toMatchObject({ name: 'RateLimited' });
  const before = performance.now();
  (await hub.budget.take(budget, 'claim')).release();
  expect(performance.now() - before).toBeGreaterThan(1_000);
});

it('stops the budget when the token endpoint is blocked', async () => {
  const { error, budget } = await refused('blocked', { status: 403, html: true });
  expect(error).toMatchObject({ name: 'Blocked' });
  await expect(hub.budget.take(budget, 'claim')).rejects.toBeInstanceOf(BudgetStopped);
});

it.each([
  [429, 'application/problem+json', '{"status":429,"retry_after":30}', 'RateLimited'],
  [403, 'text/html', '<html>', 'Blocked'],
])(
  'backs the budget off for a %i to a token on trial or to the question for an address',
  async (...answer) => {
    const [status, type, body, name] = answer;
    const refusing = createServer((_call, reply) =>
      reply.writeHead(status, { 'content-type': type }).end(body),
    );
    await once(refusing.listen(0, '127.0.0.1'), 'listening');
    const { port } = refusing.address() as AddressInfo;
    const own = await startAmocrm(database.url, { connectTo: `http://127.0.0.1:${port}` });
    const token = 'l';
    const ask = {
      trial: (accountId: string, host: string) =>
        readAccount(own.clients.withToken({ accountId, host, integrationId: 'i', token }, 'claim')),
      address: (id: string, host: string) =>
        own.requests.findAddress({ id, host }, 'i', {
          ...{ accessToken: null, refreshToken: null },
          longLivedToken: token,
        }),
    };
    for (const [way, asked] of Object.entries(ask)) {
      const subdomain = `${way}-${status}`;
      const id = await addAccount(own, subdomain, { integrationId: 'i', longLivedToken: token });
      await expect(asked(id, `${subdomain}.amocrm.ru`)).rejects.toMatchObject({ name });
      expect(await own.clients.budgetUse(id, 'i')).toMatchObject({ stopped: 'too many requests' });
      expect(await own.accounts.get(id)).toMatchObject({ state: 'connected' });
    }
    await own.close();
    refusing.close();
  },
);

it('does not wait for ever for who refreshes an account, and leaves no limit on the connection', async () => {
  const id = randomUUID();
  const lock = new SessionLock(hub.source, 4, 200);
  await lock.run([id], async () => {
    const late = lock.run([id], () => Promise.resolve());
    await expect(late).rejects.toMatchObject({ name: 'RetryLater' });
  });
  expect(await lock.run([id], () => Promise.resolve('free'))).toBe('free');
  expect(await hub.source.query('SHOW lock_timeout')).toEqual([{ lock_timeout: '0' }]);
});
