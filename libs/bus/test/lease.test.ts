import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from '@hub/bus';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

/** Stops this whole process, timers and all, as SIGSTOP does. */
function freeze(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('a lease', () => {
  let database: TestDatabase;
  let service: TestService | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(async () => {
    await service?.stop();
    await database.drop();
  });

  it('lets no call begin that could end after it, however long the worker was frozen before', async () => {
    const seen: string[] = [];
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      bus: { timings: { leaseMs: 1_500 } },
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<object>) => {
            job.signal.throwIfAborted();
            if (job.attempt === 1) freeze(700);
            seen.push(`begun ${job.attempt}`);
            job.signal.throwIfAborted();
            seen.push(`written ${job.attempt}`);
            return Promise.resolve();
          },
        },
      ],
    });
    const { bus, source } = service;
    await source.transaction((tx) =>
      bus.enqueue(tx, 'router.work', { accountId: null }, { key: 'a', correlationId: 'c' }),
    );
    await eventually(() => expect(seen).toContain('written 2'));
    expect(seen).toEqual(['begun 1', 'begun 2', 'written 2']);
  });

  it('is given back at once when it was lost by the clock alone', async () => {
    const begunAt: number[] = [];
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      bus: { timings: { leaseMs: 15_000 } },
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<object>) => {
            begunAt.push(performance.now());
            if (job.attempt === 1) freeze(5_100);
            job.signal.throwIfAborted();
            return Promise.resolve();
          },
        },
      ],
    });
    const { bus, source } = service;
    await source.transaction((tx) =>
      bus.enqueue(tx, 'router.work', { accountId: null }, { key: 'a', correlationId: 'c' }),
    );
    await eventually(() => expect(begunAt).toHaveLength(2));
    expect(begunAt[1]! - begunAt[0]!).toBeLessThan(10_000);
  });

  it('is checked by the one statement of a step, which writes nothing once it is lost', async () => {
    const seen: unknown[] = [];
    const insert = (value: string) => ({
      name: 'insert',
      text: 'INSERT INTO public.effect VALUES ($1) RETURNING name',
      values: [value],
    });
    const nothing = { name: 'nothing', text: 'SELECT name FROM public.effect WHERE false', values: [] };
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      consumers: [
        {
          consumer: 'router.work',
          handle: async (job: Job<object>) => {
            seen.push(await job.stepAtOnce(insert('held')), await job.stepAtOnce(nothing));
            // As when another worker has taken the job over.
            await service?.source.query(`UPDATE router.inbox_lane SET fence = nextval('router.inbox_fence')`);
            for (const statement of [insert('lost'), nothing])
              await job.stepAtOnce(statement).catch((error: unknown) => seen.push((error as Error).name));
          },
        },
      ],
    });
    const { bus, source } = service;
    await source.query('CREATE TABLE public.effect (name text)');
    await source.transaction((tx) =>
      bus.enqueue(tx, 'router.work', { accountId: null }, { key: 'a', correlationId: 'c' }),
    );
    await eventually(() => expect(seen).toHaveLength(4));
    expect(seen).toEqual([[{ name: 'held' }], [], 'LeaseLost', 'LeaseLost']);
    expect(await source.query('SELECT name FROM public.effect')).toEqual([{ name: 'held' }]);
  });

  it('is locked last by the one statement of a step, as by every transaction about a job', async () => {
    let isStepped = false;
    const touch = { name: 'touch', text: 'UPDATE public.effect SET name = name RETURNING name', values: [] };
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      consumers: [
        {
          consumer: 'router.work',
          handle: async (job: Job<object>) => {
            await job.stepAtOnce(touch);
            isStepped = true;
          },
        },
      ],
    });
    const { bus, source } = service;
    await source.query(`CREATE TABLE public.effect AS SELECT 'one' AS name`);
    await source.transaction(async (tx) => {
      await tx.query('SELECT FROM public.effect FOR UPDATE');
      await source.transaction((other) =>
        bus.enqueue(other, 'router.work', { accountId: null }, { key: 'a', correlationId: 'c' }),
      );
      await eventually(async () => {
        const waiting = await source.query(`SELECT FROM pg_locks WHERE NOT granted`);
        expect(waiting).not.toHaveLength(0);
      });
      const lane = await tx.query(`SELECT key FROM router.inbox_lane WHERE key = 'a' FOR UPDATE NOWAIT`);
      expect(lane).toHaveLength(1);
    });
    await eventually(() => expect(isStepped).toBe(true));
  });
});
