import { message } from '@hub/messages';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ConsumerSpec, Job } from '@hub/bus';
import { openDatabase } from '@hub/database';
import { createMetrics, RetryLater } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const about = { id: 'j', key: 'k', correlationId: 'c' };
const inAnHour = () => new Date(Date.now() + 3_600_000);

describe('a lane', () => {
  let metrics: ReturnType<typeof createMetrics>;
  let database: TestDatabase;
  let service: TestService | undefined;

  beforeEach(async () => {
    metrics = createMetrics();
    service = undefined;
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await service?.stop();
    await database.drop();
  });

  async function start(...consumers: ConsumerSpec<never>[]): Promise<TestService> {
    service = await startService({ service: 'router', databaseUrl: database.url, metrics, consumers });
    return service;
  }

  it('counts only failures that name no time of their own', async () => {
    const attempts: number[] = [];
    const { bus, source } = await start({
      consumer: 'router.work',
      handle: (job: Job<object>) => {
        attempts.push(job.attempt);
        if (job.attempt <= 13)
          throw new RetryLater(message('failures.unexpected', { error: 'reconnect the account first' }), 0);
        if (job.attempt === 14) throw new TypeError('one bad moment');
        return Promise.resolve();
      },
    });
    await source.transaction((tx) => bus.enqueue(tx, 'router.work', { accountId: null }, about));
    await eventually(async () => {
      const rows = await source.query(`SELECT state FROM router.inbox WHERE state IN ('done', 'dead')`);
      expect(rows).toEqual([{ state: 'done' }]);
    });
    expect(attempts).toHaveLength(15);
  });

  it('gives up after twelve failures in all, whatever came between', async () => {
    const { bus, source } = await start({
      consumer: 'router.work',
      handle: async (job: Job<object>) => {
        if (job.attempt === 1) {
          await source.query('UPDATE router.inbox_lane SET failures = 11');
          throw new RetryLater(message('failures.unexpected', { error: 'busy' }), 0);
        }
        throw new TypeError('no');
      },
    });
    await source.transaction((tx) => bus.enqueue(tx, 'router.work', { accountId: null }, about));
    await eventually(async () => {
      const rows = await source.query(`SELECT reason FROM router.inbox WHERE state = 'dead'`);
      const last = message('failures.unexpected', { error: 'TypeError: no' });
      expect(rows).toEqual([{ reason: message('failures.given-up-after', { failures: 12, last }) }]);
    });
  });

  it.each([
    ['a job', null],
    ['a timer that is due', new Date(0)],
  ])('lets nobody take back or move %s that is being claimed', async (_what, dueAt) => {
    const { bus, source } = await start();
    await source.transaction((tx) =>
      bus.enqueue(
        tx,
        'router.work',
        { accountId: null },
        { ...about, ...(dueAt ? { runAt: inAnHour() } : {}) },
      ),
    );
    if (dueAt) await source.query('UPDATE router.inbox SET run_at = $1', [dueAt]);
    const claim = source.createQueryRunner();
    await claim.startTransaction();
    expect(
      await claim.query(`SELECT id FROM router.inbox_round('router.work', '[]', 1, '1 h')`),
    ).toHaveLength(1);
    const answers = Promise.all([
      source.transaction((tx) => bus.cancel(tx, 'router.work', about.id)),
      source.transaction((tx) =>
        bus.enqueue(tx, 'router.work', { accountId: null }, { ...about, runAt: inAnHour() }),
      ),
    ]);
    await eventually(async () => {
      const waiting = await source.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(2);
    });
    await claim.commitTransaction();
    await claim.release();
    expect(await answers).toEqual([false, false]);
    expect(await source.query('SELECT state FROM router.inbox')).toEqual([{ state: 'waiting' }]);
  });

  it('left by a dead worker comes before an older backlog', async () => {
    const { source } = await start();
    await source.query(`SELECT router.inbox_put('router.work', $1, false)`, [
      JSON.stringify(
        ['old', 'orphan', 'older'].map((key) => ({ id: key, key, payload: {}, correlationId: 'c' })),
      ),
    ]);
    await source.query(
      `UPDATE router.inbox_lane SET run_at = now() - CASE key WHEN 'old' THEN 60 WHEN 'older' THEN 90 ELSE 1 END * interval '1 s',
         fence = CASE key WHEN 'orphan' THEN -1 ELSE 0 END`,
    );
    const claim = async (count: number) => {
      const rows: { key: string }[] = await source.query(
        `SELECT key FROM router.inbox_claim('router.work', $1, '1 h')`,
        [count],
      );
      return rows.map(({ key }) => key).sort();
    };
    expect(await claim(2)).toEqual(['older', 'orphan']);
    expect(await claim(2)).toEqual(['old']);
  });

  it('that is due but held by an open transaction is asked for now and then, not all the time', async () => {
    const holder = await openDatabase({ url: database.url, name: 'holder', entities: [] });
    await holder.query(`SELECT router.inbox_put('router.work', $1, false)`, [
      JSON.stringify([{ id: 'j', key: 'k', payload: {}, correlationId: 'c' }]),
    ]);
    const session = holder.createQueryRunner();
    await session.startTransaction();
    await session.query('SELECT FROM router.inbox_lane FOR UPDATE');
    const { source } = await start({ consumer: 'router.work', handle: () => Promise.resolve() });
    const asked = jest.spyOn(source, 'query');
    const rounds = () => asked.mock.calls.filter(([sql]) => sql.includes('inbox_round')).length;
    const since = performance.now();
    await eventually(() => expect(rounds()).toBeGreaterThanOrEqual(10));
    expect(performance.now() - since).toBeGreaterThan(400);
    await session.rollbackTransaction();
    await session.release();
    await holder.destroy();
    await eventually(async () =>
      expect(await source.query('SELECT state FROM router.inbox')).toEqual([{ state: 'done' }]),
    );
  });

  it('is not left behind by a timer that was set, moved and cancelled', async () => {
    const { bus, source } = await start();
    const set = (key: string) =>
      source.transaction((tx) =>
        bus.enqueue(tx, 'router.work', { accountId: null }, { ...about, key, runAt: inAnHour() }),
      );
    expect([await set('k'), await set('k'), await set('other')]).toEqual([true, true, true]);
    expect(await source.transaction((tx) => bus.cancel(tx, 'router.work', about.id))).toBe(true);
    expect(await source.transaction((tx) => bus.cancel(tx, 'router.work', about.id))).toBe(false);
    expect(await source.query('SELECT * FROM router.inbox_lane')).toEqual([]);
    expect(await source.query('SELECT * FROM router.inbox')).toEqual([]);
  });

  it.each([
    ['retry', new RetryLater(message('failures.unexpected', { error: 'busy' }), 0)],
    ['dead', new TypeError('no')],
  ])('that another worker took over is counted as lost, not as %s', async (outcome, error) => {
    const consumer = `router.lost-${outcome}`;
    const { bus, source } = await start({
      consumer,
      handle: async (job: Job<object>) => {
        if (job.attempt > 1) return;
        const failures = outcome === 'dead' ? 11 : 0;
        await source.query('UPDATE router.inbox_lane SET fence = -1, run_at = now(), failures = $1', [
          failures,
        ]);
        throw error;
      },
    });
    await source.transaction((tx) => bus.enqueue(tx, consumer, { accountId: null }, about));
    await eventually(async () => {
      const text = await metrics.metrics();
      expect(text).toContain(`hub_bus_jobs_total{consumer="${consumer}",outcome="done"} 1`);
      expect(text).toContain(`hub_bus_jobs_total{consumer="${consumer}",outcome="lost"} 1`);
      expect(text).not.toContain(`hub_bus_jobs_total{consumer="${consumer}",outcome="${outcome}"}`);
    });
  });
});
