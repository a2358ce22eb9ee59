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
    await source.transaction((tx) => bus.enqueue(tx, 'router.work', {}, { key: 'a', correlationId: 'c' }));
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
    await source.transaction((tx) => bus.enqueue(tx, 'router.work', {}, { key: 'a', correlationId: 'c' }));
    await eventually(() => expect(begunAt).toHaveLength(2));
    expect(begunAt[1]! - begunAt[0]!).toBeLessThan(10_000);
  });
});
