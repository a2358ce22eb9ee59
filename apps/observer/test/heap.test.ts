import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AmoClient } from '@hub/amocrm';
import { Bus, BusModule, type Job } from '@hub/bus';
import type { LeadState } from '@hub/contracts';
import { Journal, JournalModule, journalEntities, JournalWriter } from '@hub/journal';
import {
  createTestDatabase,
  eventually,
  fillAccounts,
  startCrmApp,
  type CrmApp,
  type TestDatabase,
} from '@hub/testing';
import type { EntityManager } from 'typeorm';
import { cardKinds, type CardKindSpec } from '../src/card/card-kinds.js';
import { WalkCards } from '../src/fill/walk-cards.js';
import { ObserverConfig } from '../src/observer.config.js';
import { observerEntities, ObserverModule } from '../src/observer.module.js';
import { everyQuestion } from './every-question.js';

/** The long run has 200,000 leads, whose states alone take a hundred megabytes. */
const [leads, rounds] = process.env.LONG_TESTS ? [200_000, 5] : [2_000, 2];
/** By so much may grow what is still referred to, at any page. */
const allowedMb = 8;
const pageRows = 250;

const accountId = randomUUID();
const now = new Date('2026-05-20T10:00:00Z');
let database: TestDatabase;
let hub: CrmApp;
beforeAll(async () => {
  database = await createTestDatabase();
  hub = await startCrmApp({
    ...{ databaseUrl: database.url, connectTo: 'http://127.0.0.1:9' },
    entities: [...journalEntities, ...observerEntities],
    modules: [JournalModule.forRoot(), ObserverModule.of(new ObserverConfig())],
  });
  await fillAccounts(hub.source, [{ accountId, leads }], now.getTime() / 1000);
});
afterAll(async () => {
  await hub.close();
  await database.drop();
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Megabytes of what is still referred to. */
function heapMb(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

const writer = new JournalWriter();

/** The leads of the account as its list would show them: a hundredth has changed in each round, and a few are not shown. */
function listOf(round: number, onPage: () => void): CardKindSpec<LeadState> {
  return {
    ...cardKinds.lead,
    async *list() {
      for (let from = 1; from <= leads; from += pageRows) {
        if (from % (40 * pageRows) === 1) onPage();
        const ids = Array.from({ length: pageRows }, (_, nth) => from + nth);
        const known = await writer.cards.findLeads(hub.source.manager, accountId, ids);
        yield [...known].flatMap(([id, { state }]) => {
          const { price, updatedAt } = state;
          const change = id % 100 === round + 10 ? { price: price + 1, updatedAt: updatedAt + 1 } : {};
          return id % 5_000 === 7 ? [] : { id, state: { ...state, ...change } };
        });
      }
    },
  };
}

it('keeps nothing of the questions, the walks and the purges of a large journal, and no page but one', async () => {
  const bus = hub.app.select(BusModule.forService('observer')).get(Bus, { strict: true });
  const questions = everyQuestion(hub.app.get(Journal, { strict: false }), accountId, now);
  const cards = hub.app.get(WalkCards, { strict: false });
  const job = {
    ...{ payload: { accountId }, correlationId: 'c' },
    step: (write: (tx: EntityManager) => Promise<unknown>) => hub.source.transaction(write),
  } as unknown as Job<{ accountId: string }>;
  const unmet = (began: Date) =>
    hub.source.transaction(async (tx) => {
      const ids = await writer.cards.findReadBefore(tx, 'lead', accountId, began);
      await cards.askFor(tx, job, cardKinds.lead, ids);
      return ids.length;
    });

  const purges = async (state: string) => {
    const rows: unknown[] = await hub.source.query(
      `SELECT FROM observer.inbox WHERE consumer = 'observer.purge' AND state = $1`,
      [state],
    );
    return rows.length;
  };
  let most = 0;
  const work = async (round: number) => {
    const spec = listOf(round, () => (most = Math.max(most, heapMb())));
    const walk = { isFirstWalk: false, firstPage: 1 };
    const { began, compared, changed } = await cards.run(job, {} as AmoClient, spec, walk);
    expect(changed).toBe(leads / 100);
    expect(await unmet(began)).toBe(leads - compared);
    for (const ask of Object.values(questions))
      await hub.source.transaction(async (tx) => {
        await ask(tx);
        await tx.query('ROLLBACK');
        await tx.query('BEGIN');
      });
    await bus.startDue('observer.purge', new Date(Date.now() + round * 86_400_000));
    await eventually(async () => expect(await purges('waiting')).toBe(0));
  };
  // Code is compiled, and connections are opened, once.
  await work(0);
  const before = heapMb();
  most = 0;
  for (let round = 1; round <= rounds; round++) await work(round);
  expect(await purges('done')).toBeGreaterThanOrEqual(rounds);
  most = Math.max(most, heapMb());
  expect(most - before).toBeLessThan(allowedMb);
}, 600_000);
