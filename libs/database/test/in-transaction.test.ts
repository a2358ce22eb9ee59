import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { inTransaction, inTransactionBetween, openDatabase } from '@hub/database';
import type { DataSource } from 'typeorm';

describe('inTransaction', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    source = await openDatabase({ url: database.url, name: 'test', entities: [] });
    await source.query('CREATE TABLE public.counter (id int PRIMARY KEY, n int NOT NULL)');
    await source.query('INSERT INTO public.counter VALUES (1, 0), (2, 0)');
  });

  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('runs the whole transaction again after a deadlock', async () => {
    let entered = 0;
    let open = (): void => undefined;
    const bothInside = new Promise<void>((resolve) => {
      open = resolve;
    });
    const bump = (first: number, second: number) =>
      inTransaction(source, async (tx) => {
        await tx.query('UPDATE public.counter SET n = n + 1 WHERE id = $1', [first]);
        entered += 1;
        if (entered === 2) open();
        await bothInside;
        await tx.query('UPDATE public.counter SET n = n + 1 WHERE id = $1', [second]);
      });
    await Promise.all([bump(1, 2), bump(2, 1)]);
    // One of the two at least has begun anew; on a slow machine they may meet again.
    expect(entered).toBeGreaterThan(2);
    expect(await source.query('SELECT n FROM public.counter ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
  });

  it('commits together with the last statement, and nothing when that fails', async () => {
    const set = (n: number, last: string) =>
      inTransactionBetween(source, { last }, async (tx) => {
        await tx.query('UPDATE public.counter SET n = $1 WHERE id = 1', [n]);
        return n;
      });
    const read = async () =>
      (await source.query<{ n: number }[]>('SELECT n FROM public.counter WHERE id = 1'))[0]?.n;
    expect(await set(10, 'SELECT 1')).toBe(10);
    expect(await read()).toBe(10);
    await expect(set(11, 'SELECT 1 / 0')).rejects.toThrow(/division by zero/);
    expect(await read()).toBe(10);
    const failed = inTransactionBetween(source, { last: 'SELECT 1' }, async (tx) => {
      await tx.query('UPDATE public.counter SET n = 12 WHERE id = 1');
      throw new Error('mine');
    });
    await expect(failed).rejects.toThrow('mine');
    expect(await read()).toBe(10);
    const open = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'`;
    expect(await source.query(open)).toEqual([{ n: 0 }]);
  });

  it('does not repeat other failures', async () => {
    let runs = 0;
    const failing = inTransaction(source, async (tx) => {
      runs += 1;
      await tx.query('INSERT INTO public.counter VALUES (1, 0)');
    });
    await expect(failing).rejects.toThrow(/duplicate key/);
    expect(runs).toBe(1);
  });
});
