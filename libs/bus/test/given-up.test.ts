import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { forEver, type ConsumerSpec, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { GiveUp, VerdictError } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

interface Asked {
  accountId?: string | null;
  host?: string;
  isAsked?: boolean;
}

/** As the amoCRM client says it of a call that is forbidden. */
class Forbidden extends VerdictError {
  constructor(private readonly host: string) {
    super('forbidden', { kind: 'few-tries', tries: 1 });
  }

  override asMessage() {
    return message('failures.forbidden', { host: this.host, method: 'POST', path: '/', detail: '' });
  }
}

describe('work that was given up', () => {
  const account = randomUUID();
  const host = 'kazan.amocrm.ru';
  let database: TestDatabase;
  let service: TestService;
  let refusing: Set<string>;
  let tried: string[];
  let done: string[];
  let leftToPeople: string[];
  /** What an attempt waits for before it fails or ends. */
  let gate: Promise<void>;

  const handle = async ({ key, payload }: Job<Asked>) => {
    tried.push(key);
    await gate;
    if (refusing.has(key) || refusing.has('all')) {
      if (payload.host) throw new Forbidden(payload.host);
      throw new GiveUp(message('failures.unexpected', { error: 'no' }));
    }
    done.push(key);
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const consumers: ConsumerSpec<Asked>[] = [
      { consumer: 'router.work', handle },
      { consumer: 'router.ended', handle, givenUp: () => Promise.resolve() },
      {
        consumer: 'router.asked',
        handle,
        again: {
          forMs: forEver,
          keep: { isAsked: true },
          keysLeftToPeople: () => Promise.resolve(leftToPeople),
          withAccount: false,
        },
      },
    ];
    service = await startService({
      service: 'router',
      databaseUrl: database.url,
      consumers: consumers as unknown as ConsumerSpec<never>[],
      isTickless: true,
    });
    await service.source.query(
      `INSERT INTO accounts.account (id, subdomain, host, name, roles, mode, time_zone, state, state_reason,
         state_since, created_at)
       VALUES ($1, 'kazan', $2, 'Казань', '{}', 'apply', 'UTC', 'connected', 'ok', now(), now())`,
      [account, host],
    );
  });

  beforeEach(() => {
    [refusing, tried, done, leftToPeople, gate] = [new Set(['all']), [], [], [], Promise.resolve()];
  });

  afterEach(async () => {
    for (const table of ['accounts.alarm', 'router.inbox', 'router.inbox_lane'])
      await service.source.query(`DELETE FROM ${table}`);
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  async function giveUp(keys: readonly string[], payload: Asked, consumer = 'router.work'): Promise<void> {
    for (const key of keys) {
      const before = tried.length;
      await service.source.transaction((tx) =>
        service.bus.enqueue(tx, consumer, { accountId: null, ...payload }, { key, correlationId: 'c' }),
      );
      await eventually(() => expect(tried).toHaveLength(before + 1));
      await eventually(async () => expect(await dead()).toContain(key));
    }
    tried.length = 0;
  }

  const dead = async () => {
    const rows: { key: string }[] = await service.source.query(
      `SELECT key FROM router.inbox WHERE state = 'dead' ORDER BY key`,
    );
    return rows.map(({ key }) => key);
  };
  const alarms = () =>
    service.source.query(
      `SELECT facts ->> 'count' AS count, times, cleared_at IS NULL AS open FROM accounts.alarm ORDER BY raised_at`,
    );
  const triedAt = () => service.source.query('SELECT key, tried_at FROM router.inbox ORDER BY key');
  const after = (minutes: number) => service.bus.tryGivenUp(new Date(Date.now() + minutes * 60_000));

  it('is tried one by one, the longest ago first, and keeps its place in the lists', async () => {
    await giveUp(['a', 'b'], { host });
    const since = () => service.source.query(`SELECT key, finished_at FROM router.inbox ORDER BY key`);
    const before = await since();
    await after(4);
    expect(tried).toEqual([]);
    for (const [minutes, all] of [
      [6, ['a']],
      [12, ['a', 'b']],
      [18, ['a', 'b', 'a']],
    ] as const) {
      await after(minutes);
      await eventually(() => expect(tried).toEqual(all));
      await eventually(async () => expect(await dead()).toEqual(['a', 'b']));
    }
    expect(await since()).toEqual(before);
    expect(await alarms()).toEqual([{ count: '2', times: 2, open: true }]);
  });

  it('goes on when one of its cause has ended well, and its alarm ends', async () => {
    await giveUp(['a', 'b', 'c'], { host });
    await giveUp(['other'], { host: 'tver.amocrm.ru' });
    refusing = new Set(['other']);
    await after(6);
    await eventually(() => expect(done).toEqual(['a']));
    await eventually(() => expect(tried.toSorted()).toEqual(['a', 'other']));
    await eventually(async () => expect(await dead()).toEqual(['b', 'c', 'other']));
    await after(7);
    await eventually(() => expect(done.toSorted()).toEqual(['a', 'b', 'c']));
    refusing = new Set();
    await after(12);
    await eventually(() => expect(done).toContain('other'));
    await eventually(async () => {
      await after(13);
      expect(await alarms()).toEqual([expect.objectContaining({ open: false })]);
    });
  });

  it('goes on at once when the account that refused it can be used again', async () => {
    await giveUp(['a', 'b'], { host });
    await giveUp(['of the account'], { accountId: account });
    await giveUp(['other'], { host: 'tver.amocrm.ru' });
    await giveUp(['left out'], { host }, 'router.asked');
    refusing = new Set();
    await service.source.transaction((tx) => service.bus.releaseGivenUp(tx, account));
    await eventually(() => expect(done.toSorted()).toEqual(['a', 'b', 'of the account']));
    expect(await dead()).toEqual(['left out', 'other']);
  });

  it('is left to a person where its consumer says so, or has ended what waited for it', async () => {
    await giveUp(['asked'], { host, isAsked: true }, 'router.asked');
    await giveUp(['held', 'free'], { host }, 'router.asked');
    await giveUp(['ended'], { host }, 'router.ended');
    leftToPeople = ['held'];
    refusing = new Set();
    await after(6);
    await eventually(() => expect(done).toEqual(['free']));
    await after(7);
    await after(13);
    expect(tried).toEqual(['free']);
    expect(await dead()).toEqual(['asked', 'ended', 'held']);
    leftToPeople = [];
    await after(14);
    await eventually(() => expect(done).toEqual(['free', 'held']));
  });

  it('is discarded for those who want it no longer, but for what its consumer leaves to a person', async () => {
    await giveUp(['asked'], { isAsked: true }, 'router.asked');
    await giveUp(['unwanted', 'another'], {}, 'router.asked');
    await giveUp(['other work'], { isAsked: true });
    const discard = (consumer: string, keys: string[]) =>
      service.source.transaction((tx) => service.bus.discardGivenUp(tx, consumer, keys));
    await discard('router.asked', ['asked', 'unwanted']);
    expect(await dead()).toEqual(['another', 'asked', 'other work']);
    await discard('router.work', ['other work']);
    expect(await dead()).toEqual(['another', 'asked']);
  });

  it('is left to a person after an hour, unless its consumer says that it does no harm later', async () => {
    await giveUp(['hour'], { host });
    await giveUp(['ever'], { host }, 'router.asked');
    refusing = new Set();
    await after(61);
    await eventually(() => expect(done).toEqual(['ever']));
    await service.source.query(
      `UPDATE router.inbox SET finished_at = finished_at - interval '61 minutes' WHERE state = 'dead'`,
    );
    await service.source.transaction((tx) => service.bus.releaseGivenUp(tx, account));
    expect(await dead()).toEqual(['hour']);
    await service.source.transaction((tx) => service.bus.reviveKeys(tx, 'router.work', ['hour']));
    await eventually(() => expect(done).toEqual(['ever', 'hour']));
  });

  it('is not all tried again when its account comes and goes', async () => {
    await giveUp(['a', 'b'], { host });
    const release = () => service.source.transaction((tx) => service.bus.releaseGivenUp(tx, account));
    await release();
    await eventually(() => expect(tried.toSorted()).toEqual(['a', 'b']));
    await eventually(async () => expect(await dead()).toEqual(['a', 'b']));
    const before = await triedAt();
    await release();
    expect(await triedAt()).toEqual(before);
  });

  it('has one alarm, also while it is tried', async () => {
    await giveUp(['a'], { host });
    let open = () => {};
    gate = new Promise((resolve) => (open = resolve));
    await after(6);
    await eventually(() => expect(tried).toEqual(['a']));
    await after(7);
    expect(await alarms()).toEqual([{ count: '1', times: 1, open: true }]);
    open();
    await eventually(async () => expect(await dead()).toEqual(['a']));
    expect(await alarms()).toEqual([{ count: '1', times: 1, open: true }]);
  });

  it('is tried no faster when another has refused it meanwhile', async () => {
    await giveUp(['a'], { host });
    await after(6);
    await eventually(() => expect(tried).toEqual(['a']));
    await eventually(async () => expect(await dead()).toEqual(['a']));
    await service.source.query(
      `UPDATE router.inbox SET reason = replace(reason::text, 'kazan.', 'tver.')::jsonb`,
    );
    const before = await triedAt();
    await after(7);
    expect(await triedAt()).toEqual(before);
    await after(12);
    await eventually(() => expect(tried).toEqual(['a', 'a']));
  });

  it('is one with the same work that is given up later, and is counted anew when a person replays it', async () => {
    await giveUp(['a'], { host });
    await service.source.transaction((tx) =>
      service.bus.enqueue(tx, 'router.work', { accountId: null, host }, { key: 'a', correlationId: 'c' }),
    );
    const untilOneIsLeft = () =>
      eventually(async () => {
        const rows: unknown[] = await service.source.query('SELECT state FROM router.inbox ORDER BY state');
        expect(rows).toEqual([{ state: 'dead' }, { state: 'discarded' }]);
      });
    await untilOneIsLeft();
    await after(6);
    await eventually(() => expect(tried).toEqual(['a', 'a']));
    await untilOneIsLeft();
    refusing = new Set();
    await service.source.transaction((tx) => service.bus.reviveKeys(tx, 'router.work', ['a']));
    await eventually(() => expect(done).toEqual(['a']));
    expect(
      await service.source.query('SELECT tried_at, tried_for FROM router.inbox WHERE tried_at IS NOT NULL'),
    ).toEqual([]);
  });
});
