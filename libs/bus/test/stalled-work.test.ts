import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { openDatabase } from '@hub/database';
import { createLogger, GiveUp } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { BusMetrics } from '../src/bus-metrics.js';
import { Inbox } from '../src/inbox.js';
import { StalledWork } from '../src/stalled-work.js';
import { WorkAlarms } from '../src/work-alarms.js';
import { Worker } from '../src/worker.js';
import { startService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

describe('alarms about work that nobody begins', () => {
  let database: TestDatabase;
  let source: DataSource;
  let stalledWork: StalledWork;
  let failing: { consumer: string; since: Date; reason: ReturnType<typeof message> }[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 2 });
    stalledWork = new StalledWork(source, 'router', { failingBefore: () => failing }, () => []);
  });

  afterEach(async () => {
    for (const table of [
      'accounts.alarm',
      'router.inbox',
      'router.inbox_lane',
      'router.outbox',
      'router.woken',
    ])
      await source.query(`DELETE FROM ${table}`);
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  const open = async () => {
    await stalledWork.review();
    return source.query<object[]>(
      `SELECT kind, facts ->> 'consumer' AS consumer, (facts ->> 'count')::int AS count
       FROM accounts.alarm WHERE cleared_at IS NULL ORDER BY kind, subject`,
    );
  };
  const send = (minutesAgo: number, waiting: string[]) =>
    source.query(
      `INSERT INTO router.outbox (id, subject, version, key, payload, correlation_id, waiting, created_at)
       VALUES ($1, 'card.changed', 1, 'k', '{}', 'c', $2, now() - $3 * interval '1 minute')`,
      [randomUUID(), waiting, minutesAgo],
    );
  const due = (key: string, minutesAgo: number, fence = 0) =>
    source.query(
      `INSERT INTO router.inbox_lane (consumer, key, run_at, fence)
       VALUES ('router.work', $1, now() - $2 * interval '1 minute', $3)`,
      [key, minutesAgo, fence],
    );
  const ended = (minutesAgo: number, state = 'done') =>
    source.query(
      `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, state, finished_at)
       VALUES ('router.work', $1, 'k', '{}', 'c', $3, now() - $2 * interval '1 minute')`,
      [randomUUID(), minutesAgo, state],
    );

  it('tell of messages that do not reach a service, by the service that sends them, until they do', async () => {
    await send(5, ['limits.a']);
    expect(await open()).toEqual([]);
    await send(11, ['limits.a', 'sync.b']);
    await send(12, ['limits.a']);
    expect(await open()).toEqual([
      { kind: 'messages-undelivered', consumer: 'limits.a', count: 2 },
      { kind: 'messages-undelivered', consumer: 'sync.b', count: 1 },
    ]);
    await source.query(`UPDATE router.outbox SET waiting = '{sync.b}'`);
    expect(await open()).toEqual([{ kind: 'messages-undelivered', consumer: 'sync.b', count: 2 }]);
  });

  it.each([
    ['is due', 0],
    ['has a lease that ran out', 7],
  ])('tell of work that %s while its consumer ends nothing', async (_name, fence) => {
    await due('young', 14, fence);
    expect(await open()).toEqual([]);
    await due('old', 16, fence);
    await ended(20);
    expect(await open()).toEqual([{ kind: 'work-stands', consumer: 'router.work', count: 1 }]);
    await ended(1);
    expect(await open()).toEqual([]);
  });

  it.each([
    ['a job is under way', () => due('running', -1, 9)],
    ['one was given up', () => ended(1, 'dead')],
    [
      'an account has just come back',
      () => source.query(`INSERT INTO router.woken (waits_for, at) VALUES ('a', now())`),
    ],
  ])('tell of no work that waits while %s', async (_name, moves) => {
    await due('old', 16);
    await moves();
    expect(await open()).toEqual([]);
  });

  it('of several copies say the earliest moment and the greatest count that one of them saw', async () => {
    const copy = (count: number, since: number) =>
      new StalledWork(source, 'router', { failingBefore: () => [] }, () => [
        { consumer: 'router.work', count, since: new Date(since) },
      ]);
    const copies = [copy(1, 2_000), copy(8, 1_000), copy(1, 2_000)];
    for (const [at, facts] of [
      { count: 1, since: new Date(2_000).toISOString() },
      { count: 8, since: new Date(1_000).toISOString() },
      { count: 8, since: new Date(1_000).toISOString() },
    ].entries()) {
      await copies[at]!.review();
      const rows = await source.query(`SELECT facts FROM accounts.alarm WHERE kind = 'job-hangs'`);
      expect(rows).toEqual([{ facts: { consumer: 'router.work', ...facts } }]);
    }
  });

  it('tell of schedules that cannot be checked', async () => {
    const reason = message('failures.unexpected', { error: 'x' });
    failing = [{ consumer: 'router.sweep', since: new Date(0), reason }];
    expect(await open()).toEqual([{ kind: 'schedule-failing', consumer: 'router.sweep', count: null }]);
    failing = [];
    expect(await open()).toHaveLength(1);
    await source.query(`UPDATE accounts.alarm SET last_seen_at = now() - interval '11 minutes'`);
    expect(await open()).toEqual([]);
  });
});

it('tell of a job that keeps its lease and begins no step and no call for too long', async () => {
  const database = await createTestDatabase();
  const source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 4 });
  const inbox = new Inbox(source, 'router');
  let goOn: () => void = () => undefined;
  const gates: Promise<void>[] = [];
  const handle = async (job: Job<unknown>) => {
    for (let round = 0; round < 2; round++) {
      const gate = new Promise<void>((resolve) => (goOn = resolve));
      gates.push(gate);
      await gate;
      job.signal.throwIfAborted();
    }
  };
  const spec = { consumer: 'router.work', handle, stillMs: 3_600_000 };
  const worker = new Worker(
    {
      ...{ source, inbox, alarms: new WorkAlarms(source, 'router'), log: createLogger('test', 'silent') },
      ...{ metrics: new BusMetrics(new Registry()), leaseMs: 30_000, when: () => undefined },
    },
    spec,
  );
  const hanging = () => [worker.hanging() ?? []].flat();
  const stalledWork = new StalledWork(source, 'router', { failingBefore: () => [] }, hanging);
  const kinds = async () => {
    await stalledWork.review();
    return source.query<object[]>(
      `SELECT kind, (facts ->> 'count')::int AS count FROM accounts.alarm WHERE cleared_at IS NULL`,
    );
  };
  await source.transaction((tx) =>
    inbox.enqueue(tx, 'router.work', [{ id: 'a', key: 'a', payload: {}, correlationId: 'c' }]),
  );
  worker.start();
  await eventually(() => expect(gates).toHaveLength(1));
  expect(await kinds()).toEqual([]);
  spec.stillMs = 0;
  expect(await kinds()).toEqual([{ kind: 'job-hangs', count: 1 }]);
  const before = hanging()[0]!.since.getTime();

  goOn();
  await eventually(() => expect(gates).toHaveLength(2));
  expect(hanging()[0]!.since.getTime()).toBeGreaterThan(before);
  goOn();
  await eventually(() => expect(hanging()).toEqual([]));
  expect(await kinds()).toHaveLength(1);
  await source.query(`UPDATE accounts.alarm SET last_seen_at = now() - interval '11 minutes'`);
  expect(await kinds()).toEqual([]);
  await worker.stop(5_000);
  await source.destroy();
  await database.drop();
});

it('takes back what earlier runs of periodic work gave up, and its alarm, once a later run is done', async () => {
  const database = await createTestDatabase();
  let fails = true;
  const service = await startService({
    service: 'router',
    databaseUrl: database.url,
    consumers: [
      {
        consumer: 'router.work',
        handle: async (job: Job<object>) => {
          await Promise.resolve();
          if (fails || job.key === 'other') throw new GiveUp(message('problems.unexpected'));
        },
      },
    ],
    schedules: [{ consumer: 'router.work', when: { everyMs: 3_600_000 } }],
    isTickless: true,
  });
  const states = async () =>
    (
      await service.source.query<{ state: string }[]>(
        `SELECT state FROM router.inbox WHERE consumer = 'router.work' ORDER BY seq`,
      )
    ).map(({ state }) => state);
  const open = () =>
    service.source.query<object[]>(`SELECT kind FROM accounts.alarm WHERE cleared_at IS NULL`);
  const run = (hour: number) => service.bus.startDue('router.work', new Date(Date.UTC(2040, 0, 1, hour)));
  await run(0);
  await run(1);
  await eventually(async () => expect(await states()).toEqual(['dead']));
  expect(await open()).toEqual([{ kind: 'dead-letter' }]);
  fails = false;
  await run(2);
  await eventually(async () => {
    expect(await states()).toEqual(['discarded', 'done']);
    expect(await open()).toEqual([]);
  });
  await service.stop();
  await database.drop();
});
