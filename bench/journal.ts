import { randomUUID } from 'node:crypto';
import { Bus, BusModule } from '@hub/bus';
import type { LeadState } from '@hub/contracts';
import {
  askAboutManagers,
  countOpenLeads,
  countStock,
  Journal,
  journalEntities,
  JournalModule,
  listStock,
  type JournalQuestion,
} from '@hub/journal';
import { createTestDatabase, startCrmApp, startTestServers, type CrmApp } from '@hub/testing';
import { Module, type OnModuleInit } from '@nestjs/common';
import { cardKinds } from '../apps/observer/src/card/card-kinds.js';
import { SaveReadings } from '../apps/observer/src/card/save-readings.js';
import { ObserverConfig } from '../apps/observer/src/observer.config.js';
import { observerEntities, ObserverModule } from '../apps/observer/src/observer.module.js';
import { fillJournal } from './fill-journal.js';

/**
 * The journal of one account with 200,000 leads and a year of history. `npm run bench:journal [leads]`
 * - Each question about one of 500 managers, p50 (at most 20 ms) and p99, beside a trivial statement asked the same way.
 * - Readings of leads written in a second, a hundred at a time, each with state and message, beside bare inserts: as many rows of the
 *   same size, and as many messages, in as many transactions.
 * - The heap before and after all of that, each time after a collection.
 */
const leadCount = Number(process.argv[2] ?? 200_000);
const [managerCount, times, changes, atOnce] = [500, 200, 3_000, 100];
const [allowedHeapMb, allowedP50Ms] = [20, 20];

const accountId = randomUUID();
const managers = Array.from({ length: managerCount }, (_, at) => 1000 + at);
const exchangeUser = 1;
const [pipelineId, first, second, third] = [10, 101, 102, 103];

/** Custody follows each change; here it only takes the message. */
@Module({ imports: [BusModule.forService('router')] })
class Listener implements OnModuleInit {
  constructor(private readonly bus: Bus) {}

  onModuleInit(): void {
    this.bus.consume({
      consumer: 'router.custody',
      subject: 'card.changed',
      handle: () => Promise.resolve(),
    });
  }
}

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;

/** Milliseconds that a question takes about one manager after the other, in order of size. */
async function measure(ask: (userId: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < times; at++) {
    const begun = performance.now();
    await ask(managers[(at * 7) % managerCount] ?? 0);
    taken.push(performance.now() - begun);
  }
  return taken.sort((a, b) => a - b);
}

function questions(journal: Journal): Record<string, (userId: number) => Promise<unknown>> {
  const now = Date.now();
  const day = 86_400_000;
  const sale = { stages: [], instead: 142 } as const;
  const about = { accountId, excludedStages: [], historyFrom: null, grants: [] };
  const ask =
    (question: JournalQuestion) =>
    (userId: number): Promise<unknown> =>
      journal.askAboutManagers(1, (tx) => askAboutManagers(tx, about, [{ ...question, userIds: [userId] }]));
  const stock = {
    ...{
      accountId,
      stages: [{ pipelineId, statusId: first }],
      ownerIds: [exchangeUser],
      grants: [],
      except: [],
    },
  };
  const always = { from: 0, to: now };
  const today = { from: now - day, to: now + day };
  const month = { from: now - 60 * day, to: now - 30 * day };
  return {
    activeDeals: ask({ of: 'activeDeals', during: always }),
    dealsReceived: ask({ of: 'dealsReceived', during: today }),
    dealsEntered: ask({ of: 'dealsEntered', set: sale, during: month }),
    dealsInStages: ask({ of: 'dealsInStages', set: sale, during: today }),
    lastEntry: ask({ of: 'lastEntry', set: sale, during: always }),
    tasksOverdue: ask({ of: 'tasksOverdue', during: always }),
    oldestDue: ask({ of: 'oldestDue', during: always }),
    listStock: () => journal.ask((tx) => listStock(tx, stock, 32)),
    countStock: () => journal.ask((tx) => countStock(tx, stock)),
    countOpenLeads: () => journal.ask((tx) => countOpenLeads(tx, [accountId], [])),
    findLead: (userId) => journal.findLead(accountId, userId),
    listLeadHistory: (userId) => journal.listLeadHistory(accountId, userId),
  };
}

async function measureQuestions(journal: Journal): Promise<boolean> {
  const trivial = (): Promise<unknown> => journal.ask((tx) => tx.query('SELECT 1'));
  await measure(trivial);
  let isMet = true;
  for (const [name, ask] of Object.entries(questions(journal))) {
    await measure(ask);
    const [taken, floor] = [await measure(ask), await measure(trivial)];
    const p99 = share(taken, 0.99);
    isMet &&= share(taken, 0.5) <= allowedP50Ms;
    console.log(
      `${name.padEnd(20)} p50 ${share(taken, 0.5).toFixed(2)} ms, p99 ${p99.toFixed(2)} ms; ` +
        `trivial ${share(floor, 0.5).toFixed(2)} and ${share(floor, 0.99).toFixed(2)} ms; ` +
        `ratio of p50 ${(share(taken, 0.5) / share(floor, 0.5)).toFixed(2)}`,
    );
  }
  return isMet;
}

/** Every lead in turn goes to the next owner. */
function stateOf(id: number, round: number): LeadState {
  const updatedAt = Math.floor(Date.now() / 1000);
  return {
    ...{ pipelineId, statusId: second, ownerId: managers[(id + round) % managerCount] ?? 0, price: round },
    ...{ tags: [], contactIds: [id], mainContactId: id, lossReasonId: null },
    ...{ createdAt: updatedAt - 86_400, updatedAt, closedAt: null },
  };
}

async function writeReadings({ app, source }: CrmApp, round: number): Promise<number> {
  const save = app.get(SaveReadings, { strict: false });
  const begun = performance.now();
  for (let from = 0; from < changes; from += atOnce) {
    const ids = Array.from({ length: atOnce }, (_, at) => 1 + ((from + at) % leadCount));
    const readings = ids.map((id) => ({ id, state: stateOf(id, round) }));
    const about = { accountId, readings, readAt: new Date() };
    await source.transaction((tx) => save.save(tx, cardKinds.lead, about, 'bench'));
  }
  return (changes * 1000) / (performance.now() - begun);
}

async function writeBare({ source }: CrmApp): Promise<number> {
  const payload = JSON.stringify({ accountId, before: stateOf(1, 0), after: stateOf(1, 1) });
  const begun = performance.now();
  for (let from = 0; from < changes; from += atOnce)
    await source.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO public.bare_lead SELECT ($1::bigint + n), 1, 2, 3, 4, '{}', ARRAY[n], n, now() FROM generate_series(1, $2) AS n`,
        [Math.random() * 2 ** 52, atOnce],
      );
      for (let at = 0; at < atOnce; at++)
        await tx.query('INSERT INTO public.bare_message (payload) VALUES ($1)', [payload]);
    });
  return (changes * 1000) / (performance.now() - begun);
}

async function measureIntake(hub: CrmApp): Promise<void> {
  await hub.source.query(
    `CREATE TABLE public.bare_lead (id bigint PRIMARY KEY, a bigint, b bigint, c bigint, d bigint, tags text[], ids bigint[], n bigint, read_at timestamptz)`,
  );
  await hub.source.query(
    'CREATE TABLE public.bare_message (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb)',
  );
  const [written, bare]: [number[], number[]] = [[], []];
  for (let round = 1; round <= 3; round++) {
    bare.push(await writeBare(hub));
    written.push(await writeReadings(hub, round));
  }
  const middle = (rates: number[]): number =>
    share(
      rates.sort((a, b) => a - b),
      0.5,
    );
  console.log(
    `changed leads written a second: ${middle(written).toFixed(0)}, bare inserts ${middle(bare).toFixed(0)}, ` +
      `share ${(middle(written) / middle(bare)).toFixed(2)}`,
  );
}

const heapMb = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1_048_576;
};

async function measureAll(hub: CrmApp): Promise<boolean> {
  const journal = hub.app.get(Journal, { strict: false });
  const areQuick = await measureQuestions(journal);
  await writeReadings(hub, 0);
  const before = heapMb();
  await measureIntake(hub);
  await measureQuestions(journal);
  const grown = heapMb() - before;
  console.log(
    `heap: ${before.toFixed(0)} MB, ${grown.toFixed(1)} MB more at the end (allowed ${allowedHeapMb})`,
  );
  return areQuick && grown <= allowedHeapMb;
}

const servers = await startTestServers();
process.env.TEST_POSTGRES_URL = servers.postgresUrl;
const database = await createTestDatabase();
try {
  const hub = await startCrmApp({
    ...{ databaseUrl: database.url, connectTo: 'http://127.0.0.1:9' },
    entities: [...journalEntities, ...observerEntities],
    modules: [JournalModule.forRoot(), ObserverModule.of(new ObserverConfig()), Listener],
  });
  try {
    const branch = { accountId, pipelineId, managers, exchangeUser, leadCount, stock: [] };
    await fillJournal(hub.source, { ...branch, stages: [first, second, third] });
    process.exitCode = (await measureAll(hub)) ? 0 : 1;
  } finally {
    await hub.close();
  }
} finally {
  await database.drop();
  await servers.stop();
}
