import { message } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '@hub/bus';
import { createMetrics, GiveUp } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

describe('running the bus', () => {
  const metrics = createMetrics();
  let database: TestDatabase;
  let service: TestService;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      metrics,
      bus: { timings: { keepMs: 300 } },
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<object>) => {
            if (job.key === 'bad') throw new GiveUp(message('failures.unexpected', { error: 'bad' }));
            return Promise.resolve();
          },
        },
      ],
    });
    const { bus, source } = service;
    await source.transaction(async (tx) => {
      for (const key of ['good', 'bad'])
        await bus.enqueue(tx, 'router.work', { accountId: null }, { key, correlationId: 'c' });
      const later = new Date(Date.now() + 60_000);
      await bus.enqueue(
        tx,
        'router.work',
        { accountId: null },
        { key: 'good', correlationId: 'c', runAt: later },
      );
    });
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('tells depth and outcomes per consumer', async () => {
    await eventually(async () => {
      const text = await metrics.metrics();
      expect(text).toContain('hub_bus_jobs_total{consumer="router.work",outcome="done"} 1');
      expect(text).toContain('hub_bus_jobs_total{consumer="router.work",outcome="dead"} 1');
      expect(text).toContain('hub_bus_depth{consumer="router.work",state="timer"} 1');
      expect(text).toContain('hub_bus_depth{consumer="router.work",state="dead"} 1');
      expect(text).toContain('hub_bus_depth{consumer="router.outbox",state="unconfirmed"} 0');
    });
  });

  it('clears finished rows after their time, and neither dead letters nor timers', async () => {
    await eventually(async () => {
      const rows = await service.source.query('SELECT state FROM router.inbox ORDER BY state');
      expect(rows).toEqual([{ state: 'dead' }, { state: 'timer' }]);
    });
  });
});
