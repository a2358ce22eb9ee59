import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { Inbox } from '../src/inbox.js';

const consumer = 'router.work';
const consumers = ['router.idle', consumer];
const about = { id: 'j', key: 'k', correlationId: 'c' };
let database: TestDatabase;
let source: DataSource;
let inbox: Inbox;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: [] });
  inbox = new Inbox(source, 'router');
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

beforeEach(() => source.query('TRUNCATE router.inbox, router.inbox_lane'));

const enqueue = (runAt?: Date) =>
  source.transaction((tx) =>
    inbox.enqueue(tx, consumer, [{ ...about, payload: {}, ...(runAt ? { runAt } : {}) }]),
  );

it('finds a key whose work is due', async () => {
  expect(await inbox.due(consumers)).toEqual([]);
  await enqueue();
  expect(await inbox.due(consumers)).toEqual([consumer]);
});

it('finds a lease that has run out, and none that still holds', async () => {
  await enqueue();
  await inbox.finishAndClaim(consumer, [], 1, 60_000);
  expect(await inbox.due(consumers)).toEqual([]);
  await source.query(`UPDATE router.inbox_lane SET run_at = now() - interval '1 s' WHERE fence <> 0`);
  expect(await inbox.due(consumers)).toEqual([consumer]);
});

it('finds a timer that is due, and none that is to come', async () => {
  await enqueue(new Date(Date.now() + 3_600_000));
  expect(await inbox.due(consumers)).toEqual([]);
  await source.query(`UPDATE router.inbox SET run_at = now() - interval '1 s' WHERE state = 'timer'`);
  expect(await inbox.due(consumers)).toEqual([consumer]);
});
