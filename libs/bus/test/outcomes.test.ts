import { message } from '@hub/messages';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GivenUp, Job } from '@hub/bus';
import { createMetrics, GiveUp, RetryLater } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';
import { LogLines } from './log-lines.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const givenUp: string[] = [];
const work = (consumer: string) => ({
  consumer,
  handle: (job: Job<object>) => {
    if (job.key === 'bad') throw new GiveUp(message('failures.unexpected', { error: 'bad' }));
    if (job.key === 'early' && job.attempt === 1)
      throw new RetryLater(message('failures.unexpected', { error: 'too early' }), 0);
    return Promise.resolve();
  },
  givenUp: (_tx: unknown, { payload, reason }: GivenUp<object>) => {
    givenUp.push([consumer, JSON.stringify(payload), reason.key].join(' '));
    return Promise.resolve();
  },
});

describe('what becomes of jobs', () => {
  const metrics = createMetrics();
  const lines = new LogLines();
  let database: TestDatabase;
  let service: TestService;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      metrics,
      log: lines.log,
      consumers: [work('router.one'), work('router.two')],
    });
    const keys = { 'router.one': ['good', 'early', 'bad'], 'router.two': ['bad'] };
    await service.source.transaction(async (tx) => {
      for (const [consumer, each] of Object.entries(keys))
        for (const key of each)
          await service.bus.enqueue(tx, consumer, { accountId: 'a' }, { key, correlationId: 'c' });
    });
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('is counted per consumer', async () => {
    await eventually(async () => {
      const text = await metrics.metrics();
      const counts = [...text.matchAll(/hub_bus_jobs_total{consumer="(.*?)",outcome="(.*?)"} (\d+)/g)];
      expect(counts.map(([, ...parts]) => parts.join(' ')).sort()).toEqual([
        'router.one dead 1',
        'router.one done 2',
        'router.one retry 1',
        'router.two dead 1',
      ]);
    });
  });

  it('is told to the consumer when one is given up', async () => {
    await eventually(() =>
      expect(givenUp.sort()).toEqual(
        ['router.one', 'router.two'].map((of) => `${of} {"accountId":"a"} failures.unexpected`),
      ),
    );
  });

  it('is logged once', async () => {
    const logged = () =>
      lines
        .with({ correlationId: 'c', account: 'a' })
        .map(({ consumer, key, attempt, msg }) => [consumer, key, attempt, msg].join(' '))
        .sort();
    await eventually(() => expect(logged()).toHaveLength(5));
    expect(logged()).toEqual([
      'router.one bad 1 dead letter',
      'router.one early 1 will be tried again',
      'router.one early 2 done',
      'router.one good 1 done',
      'router.two bad 1 dead letter',
    ]);
  });
});
