import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@hub/testing';
import { inTransaction, openDatabase } from '@hub/database';
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
    expect(entered).toBe(3);
    expect(await source.query('SELECT n FROM public.counter ORDER BY id')).toEqual([{ n: 2 }, { n: 2 }]);
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
