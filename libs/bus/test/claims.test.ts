import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '@hub/database';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { Inbox, type Claim } from '../src/inbox.js';

const consumer = 'router.work';

describe('several who work on the same keys', () => {
  let database: TestDatabase;
  let source: DataSource;
  let inbox: Inbox;

  beforeEach(async () => {
    database = await createTestDatabase();
    source = await openDatabase({ url: database.url, name: 'test', entities: [] });
    inbox = new Inbox(source, 'router');
  });

  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  async function claim(...keys: string[]): Promise<Claim[]> {
    for (const key of keys) await enqueue(key, `job of ${key}`);
    return (await inbox.finishAndClaim(consumer, [], keys.length, 60_000)).claims;
  }

  async function enqueue(key: string, id: string, runAt?: Date): Promise<boolean> {
    const job = { id, key, payload: {}, correlationId: 'c', ...(runAt ? { runAt } : {}) };
    return (await inbox.enqueue(source.manager, consumer, [job]))[0] === true;
  }

  async function setDueTimers(...keys: string[]): Promise<void> {
    for (const key of keys) await enqueue(key, `timer of ${key}`, new Date(Date.now() + 60_000));
    await source.query(`UPDATE router.inbox SET run_at = now() WHERE state = 'timer'`);
  }

  /** Holds one key's lane until it is told to let go. */
  async function lockLane(key: string): Promise<() => Promise<void>> {
    const holder = source.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM router.inbox_lane WHERE consumer = $1 AND key = $2 FOR UPDATE', [
      consumer,
      key,
    ]);
    return async () => {
      await holder.commitTransaction();
      await holder.release();
    };
  }

  async function untilWaiting(count: number): Promise<void> {
    await eventually(async () => {
      const waiting: unknown[] = await source.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(count);
    });
  }

  it('end what their claim holds, beside an old claim of the same key', async () => {
    const [old] = await claim('k');
    await source.query('UPDATE router.inbox_lane SET run_at = now()');
    const { claims } = await inbox.finishAndClaim(consumer, [], 1, 60_000);
    const { ended } = await inbox.finishAndClaim(consumer, [old!, ...claims], 0, 60_000);
    expect([...ended]).toEqual([old!.id]);
    expect(await source.query('SELECT state FROM router.inbox')).toEqual([{ state: 'done' }]);
  });

  it('do not wait for each other when each ends a job whose key has a timer that the other sees', async () => {
    const [first, second] = await claim('a', 'b');
    await setDueTimers('a', 'b');
    const letGo = await lockLane('a');
    const rounds = [inbox.finishAndClaim(consumer, [first!], 1, 60_000)];
    await untilWaiting(1);
    rounds.push(inbox.finishAndClaim(consumer, [second!], 1, 60_000));
    await untilWaiting(2);
    await letGo();
    const moved = await Promise.all(rounds);
    expect(moved.flatMap(({ ended }) => [...ended]).sort()).toEqual(['job of a', 'job of b']);
    expect(moved.flatMap(({ claims }) => claims.map(({ id }) => id)).sort()).toEqual([
      'timer of a',
      'timer of b',
    ]);
  });

  it('renew and end in the same order', async () => {
    const claims = await claim('a', 'b', 'c');
    const letGo = await lockLane('b');
    const reversed = [...claims].sort((a, b) => b.key.localeCompare(a.key));
    const renewal = inbox.renew(consumer, reversed, 60_000);
    await untilWaiting(1);
    const round = inbox.finishAndClaim(consumer, claims, 0, 60_000);
    await untilWaiting(2);
    await letGo();
    expect((await renewal).size).toBe(3);
    expect((await round).ended.size).toBe(3);
  });

  it('put no row without a lane where a finished one is cleared meanwhile', async () => {
    const [done] = await claim('k');
    await inbox.finishAndClaim(consumer, [done!], 0, 60_000);
    await enqueue('other', 'job of other');
    const letGo = await lockLane('other');
    const messages = ['k', 'other'].map((key) => ({ id: `job of ${key}`, key, payload: {} }));
    const fresh = { id: 'fresh', key: 'other', payload: {} };
    const put = source.query(`SELECT router.inbox_put($1, $2, false)`, [
      consumer,
      JSON.stringify([...messages, fresh].map((message) => ({ ...message, correlationId: 'c' }))),
    ]);
    await untilWaiting(1);
    await source.query(`DELETE FROM router.inbox WHERE state = 'done'`);
    await letGo();
    await put;
    const rows = await source.query('SELECT id FROM router.inbox ORDER BY id');
    expect(rows).toEqual([{ id: 'fresh' }, { id: 'job of other' }]);
  });
});
