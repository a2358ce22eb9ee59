import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAccount } from '@hub/amocrm';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import {
  startTestSandbox,
  type NewAccountReply,
  type TestSandbox,
} from '../../../apps/sandbox/test/call-sandbox.js';
import { addAccount, startAmocrm, testKeys, type AmocrmProcess } from './amocrm-fixture.js';
import { startWorker, type Worker } from './start-worker.js';

let sandbox: TestSandbox;
let database: TestDatabase;
let hub: AmocrmProcess;
let workers: Worker[] = [];

beforeAll(async () => {
  sandbox = await startTestSandbox({ rateLimit: true });
  database = await createTestDatabase();
  const options = { connectTo: sandbox.url };
  const setup = { databaseUrl: database.url, keys: testKeys, options };
  hub = await startAmocrm(database.url, options);
  workers = await Promise.all([startWorker(setup), startWorker(setup), startWorker(setup)]);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await hub.close();
  await database.drop();
  await sandbox.close();
});

async function connected(subdomain: string): Promise<string> {
  const remote: NewAccountReply = await sandbox.account({ subdomain });
  return addAccount(hub, subdomain, {
    integrationId: remote.clientId,
    longLivedToken: remote.longLivedToken,
  });
}

/** Arrival times in milliseconds and statuses, as the far end saw them. */
function journal(subdomain: string): { receivedAt: number; status: number | null }[] {
  return sandbox.sandbox.journal.list({ subdomain });
}

/** The most calls that any window of one second saw. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 1000).length));
}

/**
 * Speeds and waits are asserted by `npm run test:long`, on a machine that has time for them: there the first good of three
 * attempts counts, else the last one. The everyday suite counts calls, which come out alike however slow the machine is.
 */
const isLong = Boolean(process.env.LONG_TESTS);
async function best(attempt: (n: number) => Promise<{ value: number; isGood: boolean }>): Promise<number> {
  for (let n = 1; ; n++) {
    const { value, isGood } = await attempt(n);
    if (isGood || !isLong || n === 3) return value;
  }
}

describe('one budget for three processes', () => {
  it('never shows more than seven calls in a rolling second, no 429, and wastes little', async () => {
    const speed = await best(async (attempt) => {
      const accountId = await connected(`shared${attempt}`);
      const replies = await Promise.all(
        workers.map((worker) => worker.order({ accountId, calls: 28, priority: 'bulk' })),
      );
      expect(replies).toEqual(Array(3).fill({ succeeded: 28, failures: {} }));
      const calls = journal(`shared${attempt}`);
      const times = calls.map(({ receivedAt }) => receivedAt);
      expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
      expect(busiestSecond(times)).toBeLessThanOrEqual(7);
      const perSecond = (times.length - 1) / ((times.at(-1)! - times[0]!) / 1000);
      process.stderr.write(`bulk from three processes: ${perSecond.toFixed(2)} calls/s\n`);
      return { value: perSecond, isGood: perSecond >= 7 * 0.95 };
    });
    if (isLong) expect(speed).toBeGreaterThanOrEqual(7 * 0.95);
  });

  it('lets a claim wait for two calls of bulk at most, less than 300 ms', async () => {
    const slowest = await best(async (attempt) => {
      const subdomain = `claims${attempt}`;
      const accountId = await connected(subdomain);
      const seen = () => journal(subdomain).length;
      const bulk = workers.map((worker) => worker.order({ accountId, calls: 18, priority: 'bulk' }));
      const claim = hub.clients.forAccount(accountId, 'claim');
      const waits: number[] = [];
      const before: number[] = [];
      await eventually(() => expect(seen()).toBeGreaterThanOrEqual(10));
      while (seen() < 50) {
        for (let call = 0; call < 4; call++) {
          const [asked, already] = [performance.now(), seen()];
          await readAccount(claim);
          waits.push(performance.now() - asked);
          before.push(seen() - already - 1);
        }
        const rest = seen() + 7;
        await eventually(() => expect(seen()).toBeGreaterThanOrEqual(rest));
      }
      await Promise.all(bulk);
      expect(busiestSecond(journal(subdomain).map(({ receivedAt }) => receivedAt))).toBeLessThanOrEqual(7);
      const longest = Math.max(...waits);
      process.stderr.write(`slowest of ${waits.length} claim calls: ${longest.toFixed(0)} ms\n`);
      const usual = before.sort((one, other) => one - other)[Math.floor(before.length / 2)];
      expect(usual).toBeLessThanOrEqual(2);
      return { value: longest, isGood: longest < 300 };
    });
    if (isLong) expect(slowest).toBeLessThan(300);
  });

  it('serves bulk now and then when claims never end', async () => {
    const accountId = await connected('busy');
    const claim = hub.clients.forAccount(accountId, 'claim');
    let isOver = false;
    const claims = Array.from({ length: 12 }, async () => {
      while (!isOver) await readAccount(claim);
    });
    const already = journal('busy').length;
    await workers[0]!.order({ accountId, calls: 3, priority: 'bulk' });
    const calls = journal('busy').length - already;
    isOver = true;
    await Promise.all(claims);
    // One call in fourteen is bulk's; a slow machine may make some of them wait for their turn twice.
    expect(calls).toBeLessThanOrEqual(70);
  });

  it('backs off one budget after a 429 and leaves the others alone', async () => {
    const [first, second] = [await connected('first'), await connected('second')];
    const { integrationId } = (await hub.credentials.open(first))!;
    await hub.budget.backOff(`integration:${integrationId}:account:${first}`, 700);
    const started = performance.now();
    await readAccount(hub.clients.forAccount(second, 'claim'));
    const others = performance.now() - started;
    if (isLong) expect(others).toBeLessThan(500);
    await readAccount(hub.clients.forAccount(first, 'claim'));
    expect(performance.now() - started).toBeGreaterThan(690);
    expect(await hub.metrics.metrics()).toContain('amocrm_budget_back_offs_total 1');
  });
});
