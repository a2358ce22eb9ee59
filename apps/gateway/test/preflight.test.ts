import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestSandbox, type TestSandbox } from '../../sandbox/test/call-sandbox.js';
import { startGateway, type TestGateway } from './start-gateway.js';
import { SyncParts, SyncStandIn } from './sync-stand-in.js';

let sandbox: TestSandbox;
let gateway: TestGateway;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  const environment = { PUBLIC_URL: 'https://hub.example', AMOCRM_CONNECT_TO: sandbox.url };
  gateway = await startGateway(environment, [SyncParts]);
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.close();
});

/** An account of the sandbox, connected to the hub. */
async function connected(subdomain: string): Promise<string> {
  const { longLivedToken } = await sandbox.account({ subdomain });
  const account = { subdomain, name: subdomain, roles: ['branch'], timeZone: 'Europe/Moscow' };
  const made = await gateway.api('post', '/accounts').send(account).expect(201);
  const accountId = String(made.body.accountId);
  await gateway.api('post', `/accounts/${accountId}/connect`).send({ longLivedToken }).expect(200);
  return accountId;
}

describe('a connected account', () => {
  it('passes its preflight, in words', async () => {
    const accountId = await connected('saratov');
    const mark = sandbox.sandbox.journal.list({}).at(-1)!.seq;
    SyncStandIn.asked.length = 0;
    const { body: preflight } = await gateway.api('get', `/accounts/${accountId}/preflight`).expect(200);
    const check = (name: string): unknown =>
      preflight.checks.find((one: { check: string }) => one.check === name);
    expect(check('reachable')).toMatchObject({ verdict: 'ok', text: 'Аккаунт отвечает.' });
    expect(check('clock')).toMatchObject({ verdict: 'ok' });
    expect(check('room')).toMatchObject({
      verdict: 'failure',
      text: 'Места не хватает, не будет создано (1): Воронка «Вторая»',
      suggestion: expect.stringContaining('сократите релиз'),
    });
    expect(preflight).toMatchObject({
      verdict: 'failure',
      dryPlan: { state: 'made', release: { number: 7 } },
    });
    // A look starts no dry plan, and reads of the account only what settings name there.
    expect(SyncStandIn.asked).toEqual([`show ${accountId}`]);
    const calls = sandbox.sandbox.journal.list({ subdomain: 'saratov', after: mark });
    expect(calls.map(({ method, path }) => `${method} ${path.split('?')[0]!}`)).toEqual([
      'GET /api/v4/account',
      'GET /api/v4/users',
      'GET /api/v4/webhooks',
    ]);
  });

  it.each(['rights', 'rights.is_admin'])(
    'is not called too weak where a user shows no %s',
    async (hidden) => {
      const subdomain = hidden === 'rights' ? 'syzran' : 'uglich';
      const edit = [{ path: `_embedded.users.last.${hidden}`, remove: true }];
      const fault = { kind: 'edit', path: '/api/v4/users', edit, count: null };
      await sandbox.control('POST', 'faults', fault);
      const accountId = await connected(subdomain);
      const { body } = await gateway.api('get', `/accounts/${accountId}/preflight`).expect(200);
      await sandbox.control('DELETE', 'faults');
      expect(body.checks).toContainEqual(expect.objectContaining({ check: 'admin', verdict: 'unknown' }));
    },
  );

  it('has a dry plan made only when somebody asks for one', async () => {
    const accountId = await connected('engels');
    SyncStandIn.asked.length = 0;
    const { body } = await gateway.api('post', `/accounts/${accountId}/preflight`).expect(200);
    expect(SyncStandIn.asked).toEqual([`ask ${accountId}`]);
    expect(body).toMatchObject({
      accountId,
      isStarted: true,
      checks: [{ check: 'room', verdict: 'failure' }],
    });
  });
});
