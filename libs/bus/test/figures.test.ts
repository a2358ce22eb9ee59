import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { BusMetrics } from '../src/bus-metrics.js';

describe('the figures of the bus', () => {
  let database: TestDatabase;
  let source: DataSource;
  let registry: Registry;

  beforeEach(async () => {
    database = await createTestDatabase();
    source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 1 });
    registry = new Registry();
    new BusMetrics(registry).watch('router', source);
  });

  afterEach(async () => {
    if (source.isInitialized) await source.destroy();
    await database.drop();
  });

  it('tell depth and age in the first answer, and no more of what is gone', async () => {
    await source.query(
      `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, state, created_at, run_at) VALUES
         ('router.a', '1', 'k', '{}', 'c', 'waiting', now() - interval '1 h', now()),
         ('router.a', '2', 'k', '{}', 'c', 'waiting', now(), now()),
         ('router.a', '3', 'k', '{}', 'c', 'timer', now() - interval '1 h', now() + interval '1 h'),
         ('router.b', '4', 'k', '{}', 'c', 'dead', now() - interval '2 h', now())`,
    );
    const first = await registry.metrics();
    expect(first).toContain('hub_bus_depth{consumer="router.a",state="waiting"} 2');
    expect(first).toMatch(/hub_bus_oldest_seconds{consumer="router.a",state="waiting"} 36\d\d/);
    expect(first).toContain('hub_bus_oldest_seconds{consumer="router.a",state="timer"} 0');
    expect(first).toMatch(/hub_bus_oldest_seconds{consumer="router.b",state="dead"} 72\d\d/);
    await source.query(`DELETE FROM router.inbox WHERE state = 'dead'`);
    expect(await registry.metrics()).not.toContain('router.b');
  });

  it('cost by what waits, not by what is finished', async () => {
    await source.query(
      `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, state, finished_at)
       SELECT 'router.a', n, n, '{}', 'c', CASE n % 200 WHEN 0 THEN 'waiting' ELSE 'done' END, now()
       FROM generate_series(1, 20000) AS n`,
    );
    await source.query('ANALYZE router.inbox');
    const already = await rowsRead();
    expect(await registry.metrics()).toContain('hub_bus_depth{consumer="router.a",state="waiting"} 100');
    expect(await rowsRead()).toBeLessThan(already + 1_000);
  });

  it('leave the process its other figures while PostgreSQL is away', async () => {
    expect(await registry.metrics()).toContain('hub_bus_depth{');
    await source.destroy();
    const text = await registry.metrics();
    expect(text).toContain('hub_bus_jobs_total');
    expect(text).not.toContain('hub_bus_depth{');
  });

  async function rowsRead(): Promise<number> {
    await source.query('SELECT pg_stat_force_next_flush()');
    const [{ read }]: [{ read: string }] = await source.query(
      `SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = 'inbox')
            + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'inbox') AS read`,
    );
    return Number(read);
  }
});
