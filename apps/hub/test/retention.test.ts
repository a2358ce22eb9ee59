import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Bus, BusModule } from '@hub/bus';
import { purgeSql, RetentionModule } from '@hub/service';
import { createTestDatabase, eventually, startCrmApp, type CrmApp, type TestDatabase } from '@hub/testing';
import { GatewayConfig, keptByGateway } from '../../gateway/src/gateway.config.js';
import { keptByLimits, LimitsConfig } from '../../limits/src/limits.config.js';
import { keptByObserver, ObserverConfig } from '../../observer/src/observer.config.js';
import { keptByRouter, RouterConfig } from '../../router/src/router.config.js';
import { keptBySync, SyncConfig } from '../../sync/src/sync.config.js';

const lists = {
  gateway: keptByGateway(new GatewayConfig()),
  limits: keptByLimits(new LimitsConfig()),
  observer: keptByObserver(new ObserverConfig()),
  router: keptByRouter(new RouterConfig()),
  sync: keptBySync(new SyncConfig()),
};
const services = ['gateway', 'limits', 'observer', 'router', 'sync'] as const;
const accountId = randomUUID();
let database: TestDatabase;
let app: CrmApp;

beforeAll(async () => {
  database = await createTestDatabase();
  const modules = services.map((service) => RetentionModule.of(service, lists[service]));
  app = await startCrmApp({
    ...{ databaseUrl: database.url, connectTo: 'http://127.0.0.1:9', entities: [], modules },
  });
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const count = async (table: string) =>
  Number((await app.source.query(`SELECT count(*) FROM ${table}`))[0].count);

let runs = 0;

/** Runs a service's retention once, as its schedule does a day later than the time before. */
async function purge(service: keyof typeof lists, left: Record<string, number>): Promise<void> {
  const bus = app.app.select(BusModule.forService(service)).get(Bus, { strict: true });
  await bus.startDue(`${service}.retention`, daysAgo(-runs));
  await bus.startDue(`${service}.retention`, daysAgo(-(runs += 1)));
  await eventually(async () => {
    for (const [table, rows] of Object.entries(left))
      expect([table, await count(table)]).toEqual([table, rows]);
  });
}

async function addDecision(leadId: number, decidedAt: Date): Promise<void> {
  await app.source.query(
    `INSERT INTO router.decision (id, account_id, lead_id, kind, reasons, rules_version, correlation_id, decided_at)
     VALUES ($1, $2, $3, 'wait', '[]', 1, '', $4)`,
    [randomUUID(), accountId, leadId, decidedAt],
  );
}

async function addClaim(state: string, pressedAt: Date): Promise<void> {
  await app.source.query(
    `INSERT INTO limits.claim (id, account_id, user_id, idempotency_key, state, blocks, correlation_id, pressed_at)
     VALUES ($1::uuid, $2, $3, $1::text, $4, '[]', '', $5)`,
    [randomUUID(), accountId, 7, state, pressedAt],
  );
}

const releaseId = randomUUID();

async function addPlan(state: string, options: { days: number; hasBegun: boolean }): Promise<void> {
  const { days, hasBegun } = options;
  await app.source.query(
    `INSERT INTO sync.plan_run (id, account_id, release_id, state, plan, irrevocable, options, outcomes, has_begun, begun_at,
                                calls_planned, calls_done, made_at, changed_at)
     VALUES ($1, $2, $3, $4, '{}', '[]', '{}', '{}', $5, CASE WHEN $5 THEN $6::timestamptz END, 0, 0, $6, $6)`,
    [randomUUID(), accountId, releaseId, state, hasBegun, daysAgo(days)],
  );
}

describe('retention', () => {
  it.each(Object.values(lists).flat())('finds old rows of $table by an index', async (kept) => {
    const plan = await app.source.transaction(async (tx) => {
      // Tables of the test are small: a scan is cheaper there, and no way out where an index does not serve.
      await tx.query('SET LOCAL enable_seqscan = off');
      await tx.query('SET LOCAL enable_sort = off');
      return tx.query(`EXPLAIN ${purgeSql(kept)}`, [new Date()]);
    });
    const lines = (plan as { 'QUERY PLAN': string }[]).map((row) => row['QUERY PLAN'].trim());
    const ofRows = lines.filter((line) => line.includes(`on ${kept.table.split('.')[1]} kept`));
    expect(ofRows).toHaveLength(1);
    expect(ofRows[0]).toContain('Index Scan');
    expect(lines.some((line) => line.startsWith('Sort') || line.includes('-> Sort'))).toBe(false);
  });

  it('keeps the newest decision about each lead, however old', async () => {
    await app.source.query(
      `INSERT INTO router.routing_rules (version, rules, saved_at) VALUES (1, '{}', now()) ON CONFLICT DO NOTHING`,
    );
    for (const days of [500, 400]) await addDecision(1, daysAgo(days));
    await addDecision(2, daysAgo(400));
    for (const days of [370, 10]) await addDecision(3, daysAgo(days));
    await purge('router', { 'router.decision': 3 });
  });

  it('keeps claims that are open, and goes through more than one batch', async () => {
    await addClaim('reserved', daysAgo(900));
    await addClaim('refused', daysAgo(700));
    await app.source.query(
      `INSERT INTO limits.claim (id, account_id, user_id, idempotency_key, state, blocks, correlation_id, pressed_at)
       SELECT gen_random_uuid(), $1, 8, n::text, 'refused', '[]', '', $2 FROM generate_series(1, 2500) n`,
      [accountId, daysAgo(800)],
    );
    await purge('limits', { 'limits.claim': 2 });
  });

  it('keeps findings that are there, and places of leads that are open, however old', async () => {
    for (const goneAt of [null, daysAgo(170), daysAgo(190)]) {
      await app.source.query(
        `INSERT INTO sync.drift_finding VALUES ($1::uuid, $2, $1::uuid, 'stage', $1::text, '{}', NULL, $3, $3, $4, NULL, 0, NULL)`,
        [randomUUID(), accountId, daysAgo(500), goneAt],
      );
    }
    for (const state of ['reserved', 'confirmed', 'released', 'expired']) {
      await app.source.query(
        `INSERT INTO limits.reservation (transfer_id, branch_id, hq_account_id, hq_lead_id, state, reserved_at, review_at)
         VALUES ($1, $1, $1, 1, $2, $3, $3)`,
        [randomUUID(), state, daysAgo(50)],
      );
    }
    await purge('sync', { 'sync.drift_finding': 2 });
    await purge('limits', { 'limits.reservation': 2 });
  });

  it('deletes what a poll needs no more, and answers and links that are over', async () => {
    for (const days of [15, 13]) {
      await app.source.query(
        `INSERT INTO observer.seen_change (account_id, entity, entity_id, changed_at, received_at)
         VALUES ($1, 'lead', $2, 1, $3)`,
        [accountId, days, daysAgo(days)],
      );
    }
    for (const days of [2, 0]) {
      await app.source.query(
        `INSERT INTO gateway.idempotency (caller_id, key, body_hash, started_at) VALUES ($1, $2, '', $3)`,
        [accountId, days, daysAgo(days)],
      );
      await app.source.query(
        'INSERT INTO gateway.connect_link (nonce, account_id, expires_at) VALUES ($1, $1, $2)',
        [randomUUID(), daysAgo(days)],
      );
    }
    await purge('observer', { 'observer.seen_change': 1 });
    await purge('gateway', { 'gateway.idempotency': 1, 'gateway.connect_link': 1 });
  });

  it('keeps alarms that stand and deletes what has been cleared long ago', async () => {
    for (const clearedAt of [null, daysAgo(400), daysAgo(300)]) {
      await app.source.query(
        `INSERT INTO accounts.alarm (id, kind, subject, facts, times, raised_at, last_seen_at, cleared_at)
         VALUES ($1::uuid, 'dead-letter', $1::text, '{}', 1, $2, $2, $3)`,
        [randomUUID(), daysAgo(900), clearedAt],
      );
    }
    await purge('gateway', { 'accounts.alarm': 2 });
  });

  it('keeps the plan that brought an account to its release, and plans that are not over', async () => {
    await app.source.query(
      `INSERT INTO sync.release (id, checksum, configuration, made_at) VALUES ($1, '', '{}', now())`,
      [releaseId],
    );
    await addPlan('applied', { days: 800, hasBegun: true });
    await addPlan('applied', { days: 700, hasBegun: true });
    await addPlan('stale', { days: 600, hasBegun: false });
    await addPlan('paused', { days: 650, hasBegun: false });
    await purge('sync', { 'sync.plan_run': 2 });
    const rows = await app.source.query(
      'SELECT state, made_at < $1 AS old FROM sync.plan_run ORDER BY made_at',
      [daysAgo(750)],
    );
    expect(rows).toEqual([
      { state: 'applied', old: false },
      { state: 'paused', old: false },
    ]);
  });
});
