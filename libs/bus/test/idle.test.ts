import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';

describe('a service without work', () => {
  const done: string[] = [];
  const consumer = (name: string) => ({
    consumer: name,
    handle: (job: { key: string }) => {
      done.push(job.key);
      return Promise.resolve();
    },
  });
  let database: TestDatabase;
  let service: TestService;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      consumers: [consumer('router.busy'), consumer('router.idle')],
    });
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  /** As another process puts a job whose bell nobody hears, and waits for its end. */
  async function work(key: string): Promise<void> {
    const messages = JSON.stringify([{ id: key, key, payload: {}, correlationId: 'c' }]);
    await service.source.query(`SELECT router.inbox_put('router.busy', $1, false)`, [messages]);
    await eventually(() => expect(done).toContain(key));
  }

  it('finds work whose bell was missed without a question for each consumer', async () => {
    await work('first');
    const query = jest.spyOn(service.source, 'query');
    for (const key of ['second', 'third', 'fourth', 'fifth']) await work(key);
    const asked = query.mock.calls.filter(
      ([sql, given]) => sql.includes('inbox_round') && (given as unknown[])[0] === 'router.idle',
    );
    query.mockRestore();
    // Within a minute a consumer asks once by itself.
    expect(asked.length).toBeLessThanOrEqual(1);
  });
});
