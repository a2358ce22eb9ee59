import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAccount } from '@hub/amocrm';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, testKeys, type AmocrmProcess } from './amocrm-fixture.js';
import { startWorker, type Worker } from './start-worker.js';

/** The long suite runs all the rounds of the promise. */
const rounds = process.env.LONG_TESTS ? 100 : 3;
const callsPerProcess = 200;

const unauthorized = { status: 401, body: { status: 401 } };

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;
let survivors: [Worker, Worker];
/** Started beforehand, because a process takes seconds to start; each is killed by one test. */
let victims: Worker[];

beforeAll(async () => {
  sandbox = await startTestSandbox();
  database = await createTestDatabase();
  hub = await startAmocrm(database.url, { connectTo: sandbox.url }, { isUnlimited: true });
  survivors = await Promise.all([worker(), worker()]);
  victims = await Promise.all([worker(), worker(), worker()]);
});
afterAll(async () => {
  await Promise.all([...survivors, ...victims].map((one) => one.close()));
  await hub.close();
  await database.drop();
  await sandbox.close();
});

function worker(): Promise<Worker> {
  return startWorker({
    databaseUrl: database.url,
    keys: testKeys,
    options: { connectTo: sandbox.url },
    isUnlimited: true,
  });
}

/** A connected account with a pair of tokens. */
async function connected(
  subdomain: string,
  accessExpiresAt = new Date(Date.now() + 3_600_000),
): Promise<string> {
  const { clientId, clientSecret, redirectUri, accessToken, refreshToken } = await sandbox.account({
    subdomain,
  });
  const integration = { integrationId: clientId, clientSecret, redirectUri };
  return addAccount(hub, subdomain, { ...integration, accessToken, refreshToken, accessExpiresAt });
}

/** amoCRM refuses every access token it gave out so far. */
function expireAll(subdomain: string): void {
  for (const token of sandbox.sandbox.accounts.get(subdomain)!.accessTokens.values()) token.expiresAt = 0;
}

function refreshes(subdomain: string): number {
  return sandbox.sandbox.journal.list({ subdomain }).filter(({ path }) => path.startsWith('/oauth2/')).length;
}

/** Holds token answers until released; `after` lets amoCRM do the work first, `before` then cuts the connection. */
function holdTokenAnswers(moment: 'before' | 'after'): { release: () => void; reached: () => boolean } {
  let release: () => void = () => undefined;
  let isReached = false;
  const wait = new Promise<void>((resolve) => (release = resolve));
  const act = (call: { path: string }) => {
    if (!call.path.startsWith('/oauth2/') || isReached) return null;
    isReached = true;
    return { wait, then: moment === 'before' ? ('cut' as const) : ('go-on' as const) };
  };
  sandbox.sandbox.faults = {
    before: moment === 'before' ? act : () => null,
    after: moment === 'after' ? act : () => null,
    reset: () => undefined,
  };
  return { release: () => release(), reached: () => isReached };
}

describe('an expired access token', () => {
  it(`is refreshed once by two processes with ${callsPerProcess} calls each, ${rounds} times`, async () => {
    const accountId = await connected('expired');
    for (let round = 1; round <= rounds; round++) {
      sandbox.sandbox.journal.clear();
      expireAll('expired');
      const replies = await Promise.all(
        survivors.map((one) => one.order({ accountId, calls: callsPerProcess, priority: 'bulk' })),
      );
      expect(replies).toEqual(Array(2).fill({ succeeded: callsPerProcess, failures: {} }));
      expect(refreshes('expired')).toBe(1);
    }
    expect(await hub.accounts.get(accountId)).toMatchObject({ state: 'connected' });
  }, 900_000);

  it('is refreshed before it is used when its end is known', async () => {
    const accountId = await connected('ended', new Date(Date.now() - 1000));
    expireAll('ended');
    await readAccount(hub.clients.forAccount(accountId, 'claim'));
    const calls = sandbox.sandbox.journal.list({ subdomain: 'ended' });
    expect(calls.map(({ status }) => status)).toEqual([200, 200]);
    expect(refreshes('ended')).toBe(1);
  });
});

describe('a process killed while it refreshes', () => {
  it('between answer and store: the account waits for a person, with an alarm and no further tries', async () => {
    const accountId = await connected('gap');
    const [victim, survivor] = [victims[0]!, survivors[0]];
    expireAll('gap');
    const held = holdTokenAnswers('after');
    const lost = victim.order({ accountId, calls: 5, priority: 'bulk' }).catch(() => 'killed');
    await eventually(() => expect(held.reached()).toBe(true));
    await victim.kill();
    held.release();
    expect(await lost).toBe('killed');
    for (let again = 0; again < 2; again++) {
      expect(await survivor.order({ accountId, calls: 20, priority: 'bulk' })).toEqual({
        succeeded: 0,
        failures: { NeedsReconnect: 20 },
      });
    }
    expect(refreshes('gap')).toBe(2);
    expect(await hub.accounts.get(accountId)).toMatchObject({
      state: 'reconnect',
      stateReason: 'refresh_token_refused',
    });
    expect(await hub.alarms.list({ state: 'open' }, null, 100)).toEqual([
      expect.objectContaining({ kind: 'reconnect-needed', accountId }),
    ]);
  });

  it('before amoCRM did anything: the next process refreshes', async () => {
    const accountId = await connected('early');
    const [victim, survivor] = [victims[1]!, survivors[0]];
    expireAll('early');
    const held = holdTokenAnswers('before');
    const lost = victim.order({ accountId, calls: 5, priority: 'bulk' }).catch(() => 'killed');
    await eventually(() => expect(held.reached()).toBe(true));
    const order = survivor.order({ accountId, calls: 20, priority: 'bulk' });
    await victim.kill();
    held.release();
    await lost;
    expect(await order).toEqual({ succeeded: 20, failures: {} });
    expect(await hub.accounts.get(accountId)).toMatchObject({ state: 'connected' });
  });

  it('after the store: the next process uses what was stored', async () => {
    const accountId = await connected('late');
    const [victim, survivor] = [victims[2]!, survivors[0]];
    expireAll('late');
    expect(await victim.order({ accountId, calls: 1, priority: 'bulk' })).toMatchObject({ succeeded: 1 });
    await victim.kill();
    expect(await survivor.order({ accountId, calls: 20, priority: 'bulk' })).toEqual({
      succeeded: 20,
      failures: {},
    });
    expect(refreshes('late')).toBe(1);
  });
});

describe('a lost answer', () => {
  it('to a refresh that did nothing is asked for again', async () => {
    const accountId = await connected('lost');
    expireAll('lost');
    const held = holdTokenAnswers('before');
    held.release();
    await readAccount(hub.clients.forAccount(accountId, 'claim'));
    expect(refreshes('lost')).toBe(2);
  });
});

describe('a token that another process has got', () => {
  it('is refreshed once more where amoCRM refuses it, and the account goes on', async () => {
    const accountId = await connected('shared');
    const calls: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    sandbox.sandbox.faults = {
      before: ({ account, path }) => {
        if (account.subdomain !== 'shared') return null;
        calls.push(path);
        // The first call waits until its token is replaced; the fifth is its repetition with the other process's token.
        if (calls.length === 1) return { wait: held, then: 'go-on' };
        return calls.length === 5 ? { then: unauthorized } : null;
      },
      after: () => null,
      reset: () => undefined,
    };
    const late = readAccount(hub.clients.forAccount(accountId, 'claim'));
    await eventually(() => expect(calls).toHaveLength(1));
    expireAll('shared');
    expect(await survivors[0].order({ accountId, calls: 1, priority: 'bulk' })).toMatchObject({
      succeeded: 1,
    });
    expect(calls).toHaveLength(4);
    release();
    await late;
    expect(refreshes('shared')).toBe(2);
    expect(await hub.accounts.get(accountId)).toMatchObject({ state: 'connected' });
  });
});

describe('a token that amoCRM gives and refuses', () => {
  it('sends the account to a person after one refresh', async () => {
    const accountId = await connected('unfit');
    const isCall = (path: string) => !path.startsWith('/oauth2/');
    sandbox.sandbox.faults = {
      before: ({ account, path }) =>
        account.subdomain === 'unfit' && isCall(path) ? { then: unauthorized } : null,
      after: () => null,
      reset: () => undefined,
    };
    const call = readAccount(hub.clients.forAccount(accountId, 'claim'));
    await expect(call).rejects.toThrow('new_token_refused');
    expect(refreshes('unfit')).toBe(1);
  });
});

describe('keeping idle accounts alive', () => {
  it('refreshes those that nobody has called, and reports those that are dead', async () => {
    const [idle, dead] = [await connected('idle'), await connected('dead')];
    sandbox.sandbox.accounts.get('dead')!.refreshTokens.clear();
    await hub.source.query(
      `UPDATE accounts.credential SET refreshed_at = now() - interval '40 days' WHERE account_id IN ($1, $2)`,
      [idle, dead],
    );
    const before = new Date(Date.now() - 30 * 86_400_000);
    const outcome = await hub.tokens.keepAlive(before, 10);
    expect(outcome.refreshed).toEqual([idle]);
    expect(outcome.failed).toEqual([expect.objectContaining({ accountId: dead })]);
    expect(await hub.accounts.get(dead)).toMatchObject({ state: 'reconnect' });
    expect(await hub.tokens.keepAlive(before, 10)).toEqual({ refreshed: [], failed: [] });
  });
});

describe('long-lived tokens', () => {
  it('are used without refreshing, and an alarm tells when one ends soon', async () => {
    const remote = await sandbox.account({ subdomain: 'long' });
    const endsAt = new Date(Date.now() + 5 * 86_400_000);
    const accountId = await addAccount(hub, 'long', {
      integrationId: remote.clientId,
      longLivedToken: remote.longLivedToken,
      accessExpiresAt: endsAt,
    });
    await readAccount(hub.clients.forAccount(accountId, 'claim'));
    expect(refreshes('long')).toBe(0);
    await hub.tokens.warnOfEndings(new Date(Date.now() + 14 * 86_400_000));
    expect(
      (await hub.alarms.list({ state: 'open' }, null, 100)).filter(({ kind }) => kind === 'token-ends-soon'),
    ).toEqual([expect.objectContaining({ accountId, facts: { endsAt: endsAt.toISOString() } })]);
    await hub.tokens.warnOfEndings(new Date());
    expect((await hub.alarms.list({ state: 'open', accountId }, null, 100)).map(({ kind }) => kind)).toEqual(
      [],
    );
  });
});

describe('an account whose secrets are gone', () => {
  it('waits for a person, with an alarm, at its first call', async () => {
    const accountId = await connected('bare');
    await hub.credentials.erase(hub.source.manager, accountId);
    await expect(readAccount(hub.clients.forAccount(accountId, 'claim'))).rejects.toThrow('no_credentials');
    expect(await hub.accounts.get(accountId)).toMatchObject({
      state: 'reconnect',
      stateReason: 'no_credentials',
    });
    const open = await hub.alarms.list({ state: 'open', accountId }, null, 100);
    expect(open.map(({ kind }) => kind)).toEqual(['reconnect-needed']);
  });
});

describe('secrets', () => {
  it('are in no error', async () => {
    const accountId = await connected('quiet');
    const { refreshToken, clientSecret, accessToken } = (await hub.credentials.open(accountId))!;
    sandbox.sandbox.accounts.get('quiet')!.refreshTokens.clear();
    expireAll('quiet');
    const error: unknown = await readAccount(hub.clients.forAccount(accountId, 'claim')).catch(
      (thrown: unknown) => thrown,
    );
    const shown = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
    for (const secret of [refreshToken!, clientSecret!, accessToken!]) expect(shown).not.toContain(secret);
    expect(shown).toContain('refresh_token_refused');
  });
});
