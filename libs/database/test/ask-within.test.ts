import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { askWithin, openDatabase } from '@hub/database';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 1 });
});

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const ask = (text: string) => askWithin<{ pid: number }>(source, 1_000, text, []);
const whoAnswers = () => ask('SELECT pg_backend_pid() AS pid');

it('fails at its deadline, and the only connection of the pool is a new one then', async () => {
  const before = await whoAnswers();
  expect(await whoAnswers()).toEqual(before);
  await expect(ask('SELECT pg_sleep(60)')).rejects.toThrow('Query read timeout');
  expect(await whoAnswers()).not.toEqual(before);
});
