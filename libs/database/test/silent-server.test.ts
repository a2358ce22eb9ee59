import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase, startTcpProxy, type TcpProxy, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';

const quietMs = 1_000;

let database: TestDatabase;
let proxy: TcpProxy;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  proxy = await startTcpProxy(Number(url.port));
  url.host = `127.0.0.1:${proxy.port}`;
  source = await openDatabase({ url: url.href, name: 'test', entities: [], poolSize: 1, quietMs });
});

afterAll(async () => {
  await source.destroy();
  await proxy.close();
  await database.drop();
});

it('breaks a connection that stays open and answers nothing, and takes a new one', async () => {
  await source.query('SELECT 1');
  proxy.silence();
  await expect(source.query('SELECT 1')).rejects.toMatchObject({ driverError: { code: 'ETIMEDOUT' } });
  expect(await source.query('SELECT 2 AS two')).toEqual([{ two: 2 }]);
});

it('breaks it in the middle of a transaction, and its connection does not come back', async () => {
  const begun = source.transaction(async (tx) => {
    await tx.query('SELECT 1');
    proxy.silence();
    await tx.query('SELECT 2');
  });
  await expect(begun).rejects.toMatchObject({ driverError: { code: 'ETIMEDOUT' } });
  expect(await source.query('SELECT 3 AS three')).toEqual([{ three: 3 }]);
});

it('keeps a connection that nobody asks anything', async () => {
  const pidOf = async () => (await source.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid'))[0]?.pid;
  const before = await pidOf();
  await new Promise((resolve) => setTimeout(resolve, 2 * quietMs));
  expect(await pidOf()).toBe(before);
});
