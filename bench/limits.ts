import { randomUUID } from 'node:crypto';
import { journalEntities, JournalModule } from '@hub/journal';
import { startCrmApp, type CrmApp } from '@hub/testing';
import { ClaimLead } from '../apps/limits/src/claim/claim-lead.js';
import { LimitsModule, limitsEntities } from '../apps/limits/src/limits.module.js';
import type { SandboxApi } from '../demo/sandbox-api.js';
import { makeLargeBranch, type LargeBranch } from './large-branch.js';
import { startSurroundings } from './surroundings.js';

/**
 * The lead exchange of one large branch: 500 managers with all ten limits on, 200,000 leads, a year of history in the
 * journal. `npm run bench:limits [leads]`
 * - Eligibility of one manager, p50 and p99, beside a transaction of as many trivial statements.
 * - A page of all managers: the preview, which judges each of them twice.
 * - Presses that are decided in a second, granted ones (a lead is held) and refused ones, at `atOnce` at a time, beside
 *   transactions of trivial statements that decide `atOnce` presses each. Nothing is asked of amoCRM here, so no budget counts.
 * - Calls of whole presses to amoCRM, for each that was granted.
 * A measurement that fails is said and is a miss; the others are made all the same.
 */
const leadCount = Number(process.argv[2] ?? 200_000);
const [managerCount, atOnce, wholePresses] = [500, 32, 20];
const [allowedP99Ms, allowedPageMs, neededPerSecond, allowedCalls] = [20, 300, 300, 2];
/** Statements of one eligibility and of one batch of granted presses, those of its transaction included. */
const [statementsOfShow, statementsOfBatch] = [11, 21];

/** Milliseconds that each of these takes, one after the other, in order of size. */
async function times<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (const item of items) {
    const begun = performance.now();
    await work(item);
    taken.push(performance.now() - begun);
  }
  return taken.sort((a, b) => a - b);
}
const share = (sorted: readonly number[], part: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** How many a second, so many at a time. */
async function rate<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number> {
  const rest = [...items];
  const hand = async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: atOnce }, hand));
  return (items.length * 1000) / (performance.now() - begun);
}

interface Measured {
  hub: CrmApp;
  sandbox: SandboxApi;
  branch: LargeBranch;
}

const trivial = (hub: CrmApp, statements: number) =>
  hub.source.transaction(async (tx) => {
    for (let left = statements - 2; left > 0; left--) await tx.query('SELECT 1');
  });

async function measureEligibility({ hub, branch: { accountId, managers } }: Measured): Promise<boolean> {
  const show = (userId: number) => hub.ask('limits.eligibility.show', { accountId, userId });
  await times(managers.slice(0, 50), show);
  const shown = await times(managers, show);
  const floors = await times(managers, () => trivial(hub, statementsOfShow));
  const p99 = share(shown, 0.99);
  console.log(
    `eligibility, ${leadCount} leads: p50 ${share(shown, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (allowed ${allowedP99Ms}), ` +
      `ratio to trivial statements ${(share(shown, 0.5) / share(floors, 0.5)).toFixed(2)}`,
  );
  return p99 <= allowedP99Ms;
}

async function measurePage({ hub, branch: { accountId } }: Measured): Promise<boolean> {
  const pages = await times([1, 2, 3, 4, 5], () =>
    hub.ask('limits.preview.make', { changes: { accountId, users: [] } }),
  );
  const page = share(pages, 0.5) / 2;
  console.log(
    `page of ${managerCount} managers: ${page.toFixed(0)} ms (allowed ${allowedPageMs}); the preview judges twice`,
  );
  return page <= allowedPageMs;
}

async function measureCalls({ hub, sandbox, branch }: Measured): Promise<boolean> {
  const { accountId, remote, real } = branch;
  const calls = async () =>
    (await sandbox.journal('kazan')).filter(({ clientId }) => clientId === remote.clientId).length;
  const before = await calls();
  let whole = 0;
  for (const userId of real.slice(0, wholePresses)) {
    const answer = await hub.ask('limits.claims.make', { accountId, userId, idempotencyKey: randomUUID() });
    if (answer.outcome === 'granted') whole++;
  }
  const callsEach = ((await calls()) - before) / whole;
  console.log(`calls of a granted press: ${callsEach.toFixed(2)} (allowed ${allowedCalls}), of ${whole}`);
  return callsEach <= allowedCalls;
}

async function measurePresses({ hub, branch: { accountId, managers } }: Measured): Promise<boolean> {
  const claimLead = hub.app.get(ClaimLead, { strict: false });
  const decide = async (userId: number) =>
    (await claimLead.press({ accountId, userId, idempotencyKey: randomUUID() }, 'bench')).state;
  const states = new Map<string, number>();
  const granting = await rate(managers, async (userId) => {
    const state = await decide(userId);
    states.set(state, (states.get(state) ?? 0) + 1);
  });
  const refusing = await rate([...managers, ...managers], decide);
  const bare = atOnce * (await rate(managers, () => trivial(hub, statementsOfBatch)));
  console.log(
    `presses decided a second: ${granting.toFixed(0)} with a lead held, ${refusing.toFixed(0)} refused (needed ${neededPerSecond}), ` +
      `ratio to trivial transactions of as many presses ${(bare / granting).toFixed(2)}; ${JSON.stringify(Object.fromEntries(states))}`,
  );
  return granting >= neededPerSecond && refusing >= neededPerSecond;
}

/** In this order: presses change what the others measure. */
const measurements = {
  eligibility: measureEligibility,
  page: measurePage,
  calls: measureCalls,
  presses: measurePresses,
};

/** Makes all measurements; false: one missed its target or failed. */
async function measureAll(measured: Measured): Promise<boolean> {
  let isMet = true;
  for (const [name, measure] of Object.entries(measurements))
    try {
      isMet = (await measure(measured)) && isMet;
    } catch (error) {
      console.log(`${name}: missed, it could not be measured:`, error);
      isMet = false;
    }
  return isMet;
}

const { databaseUrl, sandbox, stop } = await startSurroundings();
try {
  const hub = await startCrmApp({
    databaseUrl,
    connectTo: sandbox.url,
    entities: [...journalEntities, ...limitsEntities],
    modules: [JournalModule.forRoot(), LimitsModule],
  });
  try {
    const branch = await makeLargeBranch(hub, sandbox, { leadCount, managerCount, wholePresses });
    process.exitCode = (await measureAll({ hub, sandbox, branch })) ? 0 : 1;
    await hub.source.query('DELETE FROM limits.inbox');
  } finally {
    await hub.close();
  }
} finally {
  await stop();
}
