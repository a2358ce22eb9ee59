import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';
import { LogLines } from './log-lines.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const handle = () => Promise.resolve();

describe('names of consumers', () => {
  let database: TestDatabase;
  let service: TestService;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService({ service: 'limits', databaseUrl: database.url });
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  it('refuses one that no message of the subject is kept for', () => {
    const { bus } = service;
    expect(() => bus.consume({ consumer: 'limits.stok', subject: 'crm.changed', handle })).toThrow(
      'limits.stok is no consumer of crm.changed in eventConsumers: it would receive nothing',
    );
  });

  it('sends nothing for ever to one that is gone, and keeps what newer code may have named', async () => {
    const rows = [
      ['gone alone', 'crm.changed', ['router.gone'], 2],
      ['gone beside', 'crm.changed', ['router.gone', 'limits.stock'], 2],
      ['gone subject', 'crm.gone', ['router.lead'], 2],
      ['known', 'crm.changed', ['router.lead', 'limits.stock'], 2],
      ['new', 'crm.changed', ['router.new'], 0],
    ];
    for (const [key, subject, waiting, days] of rows) {
      await service.source.query(
        `INSERT INTO router.outbox (id, subject, version, key, payload, correlation_id, waiting, send_at, created_at)
         VALUES ($1, $2, 1, $3, '{}', 'c', $4, now() + interval '1 day', now() - $5 * interval '1 day')`,
        [randomUUID(), subject, key, waiting, days],
      );
    }
    const lines = new LogLines();
    const other = await startService({ service: 'router', databaseUrl: database.url, log: lines.log });
    try {
      await eventually(async () => {
        expect(await service.source.query('SELECT key, waiting FROM router.outbox ORDER BY key')).toEqual([
          { key: 'gone beside', waiting: ['limits.stock'] },
          { key: 'known', waiting: expect.arrayContaining(['router.lead', 'limits.stock']) },
          { key: 'new', waiting: ['router.new'] },
        ]);
        expect(lines.with({ level: 40 })).toMatchObject([{ messages: 3, consumers: expect.any(Array) }]);
      });
    } finally {
      await other.stop();
    }
  });
});
