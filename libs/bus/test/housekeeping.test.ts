import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createLogger } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { GivenUpWork } from '../src/given-up-work.js';
import { Housekeeping } from '../src/housekeeping.js';
import { StalledWork } from '../src/stalled-work.js';
import { WorkAlarms } from '../src/work-alarms.js';

const log = createLogger('test', 'silent');
const batch = 5_000;

describe('clearing finished rows', () => {
  let database: TestDatabase;
  let source: DataSource;
  /** Alarms look at the same tables by a round of their own, whose reads are not to be counted here. */
  let elsewhere: TestDatabase;
  let alarmSource: DataSource;

  beforeEach(async () => {
    database = await createTestDatabase();
    elsewhere = await createTestDatabase();
    alarmSource = await openDatabase({ url: elsewhere.url, name: 'test', entities: [], poolSize: 1 });
    source = await openDatabase({ url: database.url, name: 'test', entities: [], poolSize: 1 });
    await put(10_000, 'now()');
    await putOld();
  });

  afterEach(async () => {
    await source.destroy();
    await alarmSource.destroy();
    await database.drop();
    await elsewhere.drop();
  });

  const put = (count: number, finishedAt: string) =>
    source.query(
      `INSERT INTO router.inbox (consumer, id, key, payload, correlation_id, state, finished_at)
       SELECT 'router.work', gen_random_uuid(), n, '{}', 'c', 'done', ${finishedAt} FROM generate_series(1, $1::int) AS n`,
      [count],
    );

  /** Three batches. */
  async function putOld(): Promise<void> {
    await put(3 * batch, "now() - interval '3 days'");
    await source.query('VACUUM ANALYZE router.inbox');
  }

  const left = async () => {
    const [{ n }]: [{ n: number }] = await source.query('SELECT count(*)::int AS n FROM router.inbox');
    return n;
  };

  /** Does as the service does, but with what it keeps cut to moments, because that is also how often it clears. */
  function clear(query: DataSource['query']): Housekeeping {
    const alarms = new WorkAlarms(alarmSource, 'router');
    const givenUp = new GivenUpWork(alarmSource, 'router', alarms);
    const stalledWork = new StalledWork(alarmSource, 'router', { failingBefore: () => [] }, () => []);
    const deps = { source: { query } as DataSource, service: 'router', alarms, givenUp, stalledWork, log };
    const housekeeping = new Housekeeping(deps, 100);
    housekeeping.start();
    return housekeeping;
  }

  it('reads in each batch what the batch clears', async () => {
    const rounds = [await readByBatch()];
    for (let n = 0; n < 2; n++) {
      await putOld();
      rounds.push(await readByBatch());
    }
    expect(await left()).toBe(10_000);
    // The cheapest of the rounds: while autovacuum holds a snapshot, dead rows stay and are counted as read.
    for (const place of [0, 1, 2, 3])
      expect(Math.min(...rounds.map((read) => read[place]!))).toBeLessThan(2 * batch + 1_000);
  });

  async function readByBatch(): Promise<number[]> {
    const read: number[] = [];
    const housekeeping = clear(async (sql: string) => {
      const already = await rowsRead();
      const answer: never = await source.query(sql, [24 * 3_600_000]);
      read.push((await rowsRead()) - already);
      return answer;
    });
    await eventually(() => expect(read.length).toBeGreaterThanOrEqual(4));
    await housekeeping.stop();
    return read;
  }

  it('ends with the batch that is running when the service stops', async () => {
    let stopping: Promise<void> | undefined;
    const housekeeping = clear(async (sql: string) => {
      const answer: never = await source.query(sql, [24 * 3_600_000]);
      stopping ??= housekeeping.stop();
      return answer;
    });
    await eventually(() => expect(stopping).toBeDefined());
    await stopping;
    expect(await left()).toBe(25_000 - batch);
  });

  async function rowsRead(): Promise<number> {
    await source.query('SELECT pg_stat_force_next_flush()');
    const [{ rows }]: [{ rows: string }] = await source.query(
      `SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname = 'inbox')
            + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'inbox') AS rows`,
    );
    return Number(rows);
  }
});
