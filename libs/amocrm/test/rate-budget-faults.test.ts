import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readAccount } from '@hub/amocrm';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startTestSandbox, type TestSandbox } from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, testKeys, type AmocrmProcess } from './amocrm-fixture.js';
import { startWorker, type Worker } from './start-worker.js';

/** Calls of each process in the rough test; the long suite keeps it up for minutes. */
const callsEach = process.env.LONG_TESTS ? 400 : 40;
/** A call's time-out, and how long a slot is held at most: time-out, the way to its holder, one second. */
const [timeoutMs, slotLeaseMs] = [2_000, 5_000];

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;
let survivors: [Worker, Worker];
let victims: [Worker, Worker];

beforeAll(async () => {
  sandbox = await startTestSandbox({ rateLimit: true });
  database = await createTestDatabase();
  const options = { connectTo: sandbox.url, totalTimeoutMs: timeoutMs };
  const worker = () => startWorker({ databaseUrl: database.url, keys: testKeys, options });
  hub = await startAmocrm(database.url, options);
  survivors = await Promise.all([worker(), worker()]);
  victims = await Promise.all([worker(), worker()]);
});
afterAll(async () => {
  await Promise.all([...survivors, ...victims].map((worker) => worker.close()));
  await hub.close();
  await database.drop();
  await sandbox.close();
});

async function connected(subdomain: string): Promise<string> {
  const { clientId: integrationId, longLivedToken } = await sandbox.account({ subdomain });
  return addAccount(hub, subdomain, { integrationId, longLivedToken });
}

async function fault(subdomain: string, spec: object): Promise<string> {
  const made = await sandbox.control('POST', 'faults', { subdomain, count: null, ...spec });
  expect(made.status).toBe(201);
  return (made.body as { id: string }).id;
}

const journal = (subdomain: string) => sandbox.sandbox.journal.list({ subdomain });

it('keeps to seven calls while answers are slow, lost or 429 and a process is killed', async () => {
  const subdomain = 'rough';
  const accountId = await connected(subdomain);
  await fault(subdomain, { kind: 'status', status: 429, body: { retry_after: 1 }, share: 0.03, seed: 3 });
  await fault(subdomain, { kind: 'lost-answer', share: 0.1, seed: 4 });
  await fault(subdomain, { kind: 'slow', ms: 700, share: 0.3, seed: 5 });
  const order = { accountId, calls: callsEach, priority: 'bulk' as const };
  const lost = victims[0].order(order).catch(() => 'killed');
  const replies = survivors.map((worker) => worker.order(order));
  await eventually(() => expect(journal(subdomain).length).toBeGreaterThan(callsEach / 2));
  await victims[0].kill();
  expect(await lost).toBe('killed');
  const outcomes = await Promise.all(replies);
  expect(outcomes.map(({ succeeded }) => succeeded > callsEach / 2)).toEqual([true, true]);

  const calls = journal(subdomain);
  const [first] = await faultsOf(subdomain, 'status');
  expect(calls.filter(({ status }) => status === 429)).toHaveLength(first?.hits ?? -1);
  expect(first?.hits).toBeGreaterThan(0);
  for (const { receivedAt } of calls) {
    const during = calls.filter((call) => call.receivedAt <= receivedAt);
    expect(during.filter((call) => call.receivedAt > receivedAt - 1000).length).toBeLessThanOrEqual(7);
    // Counted from the answers too: a slot is free one second after its answer. (Ten for the clock's grain.)
    const inWindow = during.filter((call) => (call.answeredAt ?? call.receivedAt) > receivedAt - 990);
    expect(inWindow.length).toBeLessThanOrEqual(7);
  }
  for (const { answeredAt } of calls.filter(({ status }) => status === 429)) {
    const silence = calls.filter(
      ({ receivedAt }) => receivedAt > answeredAt! + 500 && receivedAt < answeredAt! + 1_000,
    );
    expect(silence).toEqual([]);
  }
});

interface ActiveFault {
  kind: string;
  hits: number;
  subdomain?: string;
}

async function faultsOf(subdomain: string, kind: string): Promise<ActiveFault[]> {
  const all = (await sandbox.control('GET', 'faults')).body as ActiveFault[];
  return all.filter((one) => one.kind === kind && one.subdomain === subdomain);
}

it('frees the slots of a killed process one second after its time-out, and no sooner', async () => {
  const subdomain = 'dead';
  const accountId = await connected(subdomain);
  const inWindow = await fault(subdomain, { kind: 'hold' });
  const lost = victims[1].order({ accountId, calls: 7, priority: 'claim' }).catch(() => 'killed');
  await eventually(() => expect(journal(subdomain)).toHaveLength(7));
  await victims[1].kill();
  expect(await lost).toBe('killed');
  await sandbox.control('DELETE', `faults/${inWindow}`);
  await readAccount(hub.clients.forAccount(accountId, 'claim'));
  const times = journal(subdomain).map(({ receivedAt }) => receivedAt);
  const waited = times.at(-1)! - times[0]!;
  expect(waited).toBeGreaterThan(timeoutMs + 1_000);
  expect(waited).toBeLessThan(2 * slotLeaseMs);
});

it('needs far less than a statement a call when many accounts are busy', async () => {
  let statements = 0;
  const query = hub.source.query.bind(hub.source);
  hub.source.query = (...asked) => {
    statements += 1;
    return query(...asked);
  };
  const calls = Array.from({ length: 50 }, async (_, account) => {
    for (let call = 0; call < 4; call++) {
      const slot = await hub.budget.take(`many ${account}`, 'bulk');
      slot.release();
    }
  });
  await Promise.all(calls).finally(() => (hub.source.query = query));
  expect(statements).toBeLessThan(100);
});
