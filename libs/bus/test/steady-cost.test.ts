import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { Inbox } from '../src/inbox.js';

const consumer = 'router.work';
const batch = 50;

/**
 * The planner knows a queue by the statistics of its last ANALYZE, and a queue is empty at one moment and long at the
 * next. A round must cost by what it moves, not by what waits: counted in rows and index entries that PostgreSQL read.
 */
describe('a round beside a backlog', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    // One connection, because plans of functions are kept per connection, and so are the counts until they are flushed.
    source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 1 });
  });

  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  async function put(from: number, count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, n) => ({
      id: `m${from + n}`,
      key: `k${from + n}`,
      payload: {},
      correlationId: 'c',
    }));
    await source.query(`SELECT router.inbox_put($1, $2, false)`, [consumer, JSON.stringify(messages)]);
  }

  async function round(ended: unknown[]): Promise<unknown[]> {
    const rows: { id: string | null }[] = await source.query(
      `SELECT id, key, fence FROM router.inbox_round($1, $2, $3, interval '1 min')`,
      [consumer, JSON.stringify(ended), batch],
    );
    return rows.filter(({ id }) => id !== null);
  }

  async function rowsRead(): Promise<number> {
    await source.query('SELECT pg_stat_force_next_flush()');
    const [{ read }]: [{ read: string }] = await source.query(
      `SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname IN ('inbox', 'inbox_lane'))
            + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname IN ('inbox', 'inbox_lane')) AS read`,
    );
    return Number(read);
  }

  /** While autovacuum holds a snapshot, dead rows stay and are counted as read: then it is done once more. */
  async function expectCheap(act: () => Promise<void>): Promise<void> {
    await eventually(async () => {
      const already = await rowsRead();
      await act();
      expect((await rowsRead()) - already).toBeLessThan(20 * batch);
    });
  }

  it.each([
    ['was never analyzed', []],
    ['was analyzed when it was empty', ['ANALYZE']],
    ['was analyzed when it had been long', ['LONG', 'ANALYZE']],
    ['was vacuumed when it was empty', ['LONG', 'VACUUM ANALYZE']],
  ])('reads what it moves where the queue %s', async (_when, before) => {
    for (const step of before) {
      if (step !== 'LONG') await source.query(`${step} router.inbox, router.inbox_lane`);
      else {
        await put(100_000, 3_000);
        for (let claims = await round([]); claims.length > 0;) claims = await round(claims);
      }
    }
    // The first rounds of a connection find a short queue, and their plans are kept.
    await put(0, 8 * batch);
    let claims: unknown[] = [];
    for (let n = 0; n < 8; n++) claims = await round(claims);
    await put(1_000, 5_000);
    claims = await round(claims);
    await expectCheap(async () => {
      claims = await round(claims);
      expect(claims).toHaveLength(batch);
    });
    const inbox = new Inbox(source, 'router');
    await expectCheap(async () => {
      expect(await inbox.due(['router.idle', consumer])).toEqual([consumer]);
    });
  });
});
