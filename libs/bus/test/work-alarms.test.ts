import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '@hub/bus';
import { VerdictError } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { DeadLetters } from '../src/dead-letters.js';
import { WorkAlarms } from '../src/work-alarms.js';
import { startService, type TestService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

interface Work {
  accountId: string;
}

describe('alarms about work', () => {
  const [kazan, tver, unknown] = [randomUUID(), randomUUID(), randomUUID()];
  let database: TestDatabase;
  let service: TestService;
  let letters: DeadLetters;
  let alarms: WorkAlarms;

  beforeAll(async () => {
    database = await createTestDatabase();
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<Work>) => {
            const later = { kind: 'retry', afterMs: 3_600_000 } as const;
            if (job.key.startsWith('late')) throw new VerdictError('not yet', later);
            throw new VerdictError(`no ${job.key}`, { kind: 'never' });
          },
        },
      ],
    });
    alarms = new WorkAlarms(service.source, 'router');
    letters = new DeadLetters(service.source, 'router', alarms);
    for (const [id, name] of [
      [kazan, 'kazan'],
      [tver, 'tver'],
    ])
      await service.source.query(
        `INSERT INTO accounts.account (id, subdomain, host, name, roles, mode, time_zone, state, state_reason,
           state_since, created_at)
         VALUES ($1, $2, $2, $2, '{}', 'apply', 'UTC', 'connected', 'ok', now(), now())`,
        [id, name],
      );
  });

  afterEach(async () => {
    for (const table of ['accounts.alarm', 'router.inbox', 'router.inbox_lane'])
      await service.source.query(`DELETE FROM ${table}`);
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  const enqueue = (key: string, accountId: string) =>
    service.source.transaction((tx) =>
      service.bus.enqueue(tx, 'router.work', { accountId }, { key, id: key, correlationId: 'c' }),
    );
  const listed = () =>
    service.source.query(
      `SELECT kind, account_id AS account, facts ->> 'count' AS count, facts #>> '{reason,facts,error}' AS reason,
         cleared_at IS NULL AS open
         FROM accounts.alarm ORDER BY kind, raised_at`,
    );

  it('are one per consumer and account, with the count, until the work is replayed or discarded', async () => {
    await enqueue('a', kazan);
    await enqueue('b', kazan);
    await enqueue('c', tver);
    const dead = { kind: 'dead-letter', open: true };
    await eventually(async () => {
      expect(await listed()).toHaveLength(2);
      expect(await listed()).toContainEqual({
        ...dead,
        account: kazan,
        count: '2',
        reason: expect.stringMatching(/^no [ab]$/),
      });
      expect(await listed()).toContainEqual({ ...dead, account: tver, count: '1', reason: 'no c' });
    });
    await letters.discard({ consumer: 'router.work', id: 'a' });
    await letters.discard({ consumer: 'router.work', id: 'c' });
    expect(await listed()).toContainEqual({ ...dead, account: kazan, count: '1', reason: 'no b' });
    expect(await listed()).toContainEqual(expect.objectContaining({ account: tver, open: false }));
    await letters.discard({ consumer: 'router.work', id: 'b' });
    expect(await listed()).toEqual([
      expect.objectContaining({ open: false }),
      expect.objectContaining({ open: false }),
    ]);
  });

  it('go with an account that is forgotten, also what only its words name', async () => {
    await enqueue('a', kazan);
    await enqueue(`b:${tver}`, kazan);
    await eventually(async () => expect(await listed()).toMatchObject([{ count: '2' }]));
    await service.source.transaction((tx) => service.bus.forget(tx, { accountId: tver, host: 'tver' }));
    expect(await listed()).toMatchObject([{ count: '1', open: true }]);
    await service.source.transaction((tx) => service.bus.forget(tx, { accountId: kazan, host: 'kazan' }));
    expect(await listed()).toMatchObject([{ open: false }]);
  });

  it('are about no account where the hub does not have it', async () => {
    await enqueue('a', unknown);
    await eventually(async () => expect(await listed()).toMatchObject([{ account: null, count: '1' }]));
  });

  it('lists, and tries many again by what they are about and why', async () => {
    await enqueue('a', kazan);
    await enqueue('b', kazan);
    await enqueue('c', tver);
    const list = async (filter: object) => (await letters.list(filter)).items.map(({ id }) => id).sort();
    await eventually(async () => expect(await list({})).toEqual(['a', 'b', 'c']));
    expect(await list({ accountId: kazan })).toEqual(['a', 'b']);
    expect(await list({ accountIds: [tver] })).toEqual(['c']);
    expect(await list({ reasonKey: 'failures.unexpected', consumer: 'router.work' })).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(await list({ reasonKey: 'failures.forbidden' })).toEqual([]);
    const [first] = (await letters.list({ limit: 1 })).items;
    expect(first).toMatchObject({ accountId: expect.any(String) });
    expect((await letters.list({ cursor: first!.cursor })).items).toHaveLength(2);
    expect(await letters.replayMany({ accountId: kazan })).toEqual({ replayed: 2, left: 0 });
    expect(await letters.replayMany({ accountId: unknown })).toEqual({ replayed: 0, left: 0 });
    // They fail again, and are one alarm again.
    await eventually(async () => expect(await list({})).toEqual(['a', 'b', 'c']));
    const open = ((await listed()) as { open: boolean; account: string }[]).filter((one) => one.open);
    expect(open.map(({ account }) => account).sort()).toEqual([kazan, tver].sort());
  });

  it('say what is retried for longer than an hour, and since when, until it is gone', async () => {
    await enqueue('late 1', kazan);
    await enqueue('late 2', kazan);
    await enqueue('late 3', tver);
    const retried = () =>
      service.source.query(
        `SELECT 1 FROM router.inbox WHERE retried_since IS NOT NULL AND state = 'waiting'`,
      );
    await eventually(async () => expect(await retried()).toHaveLength(3));
    await alarms.reviewRetried();
    expect(await listed()).toEqual([]);
    await service.source.query(
      `UPDATE router.inbox SET retried_since = '2026-01-01T00:00:00Z' WHERE id IN ('late 1', 'late 2')`,
    );
    await alarms.reviewRetried();
    await alarms.reviewRetried();
    const rows = await service.source.query('SELECT kind, account_id, facts, times FROM accounts.alarm');
    expect(rows).toEqual([
      {
        kind: 'job-retried-long',
        account_id: kazan,
        times: 1,
        facts: {
          consumer: 'router.work',
          count: 2,
          since: '2026-01-01T00:00:00.000Z',
          reason: { key: 'failures.unexpected', facts: { error: 'not yet' } },
        },
      },
    ]);
    await service.source.query(`DELETE FROM router.inbox WHERE id LIKE 'late%'`);
    await alarms.reviewRetried();
    expect(await listed()).toMatchObject([{ open: false }]);
  });

  it('tell of work that is tried again after it was given up once: as given up, then as retried for long', async () => {
    await enqueue('late 1', kazan);
    const review = async () => {
      await service.source.transaction((tx) =>
        alarms.reviewDead(tx, [{ consumer: 'router.work', accountId: kazan }], false),
      );
      await alarms.reviewRetried();
      return service.source.query(
        `SELECT kind, facts ->> 'count' AS count FROM accounts.alarm WHERE cleared_at IS NULL`,
      );
    };
    const set = (what: string) => service.source.query(`UPDATE router.inbox SET ${what} WHERE id = 'late 1'`);
    await eventually(async () => {
      const rows = await service.source.query('SELECT 1 FROM router.inbox WHERE retried_since IS NOT NULL');
      expect(rows).toHaveLength(1);
    });
    await set('tried_at = now()');
    expect(await review()).toEqual([{ kind: 'dead-letter', count: '1' }]);
    await set(`retried_since = now() - interval '61 minutes'`);
    expect(await review()).toEqual([{ kind: 'job-retried-long', count: '1' }]);
    await set('retried_since = NULL');
    expect(await review()).toEqual([{ kind: 'dead-letter', count: '1' }]);
  });
});
