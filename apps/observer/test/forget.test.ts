import { randomUUID } from 'node:crypto';
import { openDatabase } from '@hub/database';
import { journalEntities, JournalWriter } from '@hub/journal';
import { createTestDatabase, eventually } from '@hub/testing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { OwnWriteEntity } from '../src/echo/own-write.entity.js';
import { OwnWrites } from '../src/echo/own-writes.js';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  const entities = [...journalEntities, OwnWriteEntity];
  source = await openDatabase({ url: database.url, name: 'observer', entities });
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

it('erases a journal while an own write is taken, without a deadlock', async () => {
  const accountId = randomUUID();
  await source.query(
    `INSERT INTO journal.account (account_id, began_at, fill_step, fill_wanted_from) VALUES ($1, now(), 'done', 0)`,
    [accountId],
  );
  const writer = new JournalWriter();
  const own = new OwnWrites(source, null as never);
  const write = { accountId, leadId: 7, updatedAt: 1, answeredAt: new Date().toISOString() };
  let erased: Promise<void> | undefined;
  await source.transaction(async (tx) => {
    await own.add(tx, { ...write, values: {}, fields: [] });
    erased = source.transaction((other) => writer.erase(other, accountId));
    await eventually(async () => {
      const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(await source.query(waits)).toHaveLength(1);
    });
    // As when the echo of the write came first.
    expect(await writer.lock(tx, accountId)).not.toBeNull();
  });
  await erased;
  expect(await source.query('SELECT FROM journal.account WHERE account_id = $1', [accountId])).toEqual([]);
});
