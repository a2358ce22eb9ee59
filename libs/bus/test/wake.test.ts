import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Bus, Job } from '@hub/bus';
import { eventConsumers } from '@hub/contracts';
import { message } from '@hub/messages';
import { GiveUp, VerdictError } from '@hub/platform';
import { eventually } from '@hub/testing';
import type { DataSource } from 'typeorm';
import { BusSides, correlationId, modes } from './bus-sides.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const hourMs = 3_600_000;

/** As the amoCRM client says it of an account that is not paid. */
class Unpaid extends VerdictError {
  constructor(accountId: string) {
    super('not paid', { kind: 'retry', afterMs: hourMs, waitsFor: accountId });
  }
}

/** As the amoCRM client says it of a call that is forbidden. */
class Forbidden extends VerdictError {
  constructor() {
    super('forbidden', { kind: 'few-tries', tries: 5 });
  }
}

interface Work {
  accountId: string;
}

/** What else hears that an account can be used: the outbox keeps the message until all have it. */
const received = (service: string) =>
  eventConsumers['account.usable']
    .filter((name) => name.startsWith(`${service}.`) && !name.endsWith('.wake'))
    .map((consumer) => ({ consumer, subject: 'account.usable' as const, handle: () => Promise.resolve() }));

describe.each(modes)('work that waits for an account, %s', (mode) => {
  const [account, other] = [randomUUID(), randomUUID()];
  let sides: BusSides;
  let source: DataSource;
  let bus: Bus;
  let unpaid: Set<string>;
  let isForbidden: boolean;
  let tried: string[];
  let done: string[];
  /** Before an attempt fails. */
  let beforeFailing: (job: Job<Work>) => Promise<void>;
  let beforeEnding: () => Promise<void>;

  beforeEach(async () => {
    [unpaid, tried, done] = [new Set([account, other]), [], []];
    isForbidden = true;
    beforeFailing = () => Promise.resolve();
    beforeEnding = () => Promise.resolve();
    sides = await BusSides.open(mode);
    const work = {
      consumer: 'router.work',
      concurrency: 1,
      handle: async (job: Job<Work>) => {
        tried.push(job.key);
        if (job.key === 'given up') throw new GiveUp(message('failures.unexpected', { error: 'no' }));
        if (job.key === 'forbidden' && isForbidden) throw new Forbidden();
        if (job.key === 'running') await beforeEnding();
        if (unpaid.has(job.payload.accountId)) {
          await beforeFailing(job);
          throw new Unpaid(job.payload.accountId);
        }
        done.push(job.key);
      },
    };
    ({ source, bus } = await sides.start(
      { service: 'router', consumers: [work, ...received('router')] },
      { service: 'gateway' },
      { service: 'observer', consumers: received('observer') },
      { service: 'limits', consumers: received('limits') },
      { service: 'sync', consumers: received('sync') },
    ));
  });

  afterEach(() => sides.close());

  async function enqueue(key: string, accountId: string): Promise<void> {
    await source.transaction((tx) => bus.enqueue(tx, 'router.work', { accountId }, { key, correlationId }));
  }

  async function usable(accountId: string): Promise<void> {
    const about = { key: accountId, correlationId };
    await source.transaction((tx) => bus.publish(tx, 'account.usable', { accountId }, about));
  }

  const waiting = () =>
    source.query(
      `SELECT i.key, i.waits_for AS account, i.retried_since IS NOT NULL AS retried, i.reason ->> 'key' AS why
         FROM router.inbox i JOIN router.inbox_lane l USING (consumer, key)
        WHERE i.consumer = 'router.work' AND i.state = 'waiting' AND l.fence = 0 AND l.run_at > now()
        ORDER BY i.key`,
    );

  it('is due when the account can be used again, the oldest first, before what came later', async () => {
    for (const key of ['c', 'a', 'b']) {
      await enqueue(key, account);
      await eventually(() => expect(tried).toContain(key));
    }
    await enqueue('x', other);
    const facts = { retried: true, why: 'failures.unexpected' };
    await eventually(async () =>
      expect(await waiting()).toEqual([
        ...['a', 'b', 'c'].map((key) => ({ key, account, ...facts })),
        { key: 'x', account: other, ...facts },
      ]),
    );
    unpaid.delete(account);
    await usable(account);
    await eventually(() => expect(done).toEqual(['c', 'a', 'b']));
    expect(tried).toEqual(['c', 'a', 'b', 'x', 'c', 'a', 'b']);
    expect(await waiting()).toEqual([{ key: 'x', account: other, ...facts }]);
    await eventually(async () => expect(await source.query('SELECT 1 FROM router.outbox')).toEqual([]));
  });

  it('misses no wake that comes while it fails', async () => {
    beforeFailing = async (job) => {
      unpaid.delete(job.payload.accountId);
      await usable(account);
      await eventually(async () =>
        expect(await source.query(`SELECT 1 FROM router.woken WHERE at > '-infinity'`)).toHaveLength(1),
      );
    };
    await enqueue('a', account);
    await eventually(() => expect(done).toEqual(['a']));
  });

  it('waits again when the account fails again', async () => {
    await enqueue('a', account);
    await eventually(async () => expect(await waiting()).toHaveLength(1));
    await usable(account);
    await eventually(() => expect(tried).toEqual(['a', 'a']));
    await eventually(async () => expect(await waiting()).toHaveLength(1));
  });

  it('is not made due with what waits for its next try otherwise, and neither is a dead letter', async () => {
    await enqueue('a', account);
    await enqueue('forbidden', randomUUID());
    await enqueue('given up', account);
    await eventually(() => expect(tried.toSorted()).toEqual(['a', 'forbidden', 'given up']));
    await eventually(async () => expect(await waiting()).toHaveLength(2));
    isForbidden = false;
    const retry = () =>
      source.transaction((tx) => bus.retryKeys(tx, 'router.work', ['a', 'forbidden', 'given up', 'nothing']));
    expect([...(await retry())].sort()).toEqual(['a', 'forbidden']);
    await eventually(() => expect(done).toEqual(['forbidden']));
    expect(tried).toHaveLength(4);
    expect(await waiting()).toMatchObject([{ key: 'a', account }]);
  });

  it('counts only as work what has not begun: what runs may have read what was changed since', async () => {
    const found: string[][] = [];
    const retry = () =>
      source.transaction(async (tx) => {
        found.push([...(await bus.retryKeys(tx, 'router.work', ['running', 'idle']))]);
      });
    unpaid.delete(account);
    beforeEnding = async () => {
      beforeEnding = () => Promise.resolve();
      await retry();
      await enqueue('running', account);
      await retry();
    };
    await enqueue('running', account);
    await eventually(() => expect(done).toEqual(['running', 'running']));
    await retry();
    expect(found).toEqual([[], ['running'], []]);
  });

  it('leaves one dead letter, however often the same is given up', async () => {
    const dead = () => source.query(`SELECT FROM router.inbox WHERE state = 'dead'`);
    await enqueue('given up', other);
    for (const count of [1, 2, 3]) {
      await enqueue('given up', account);
      await eventually(() => expect(tried).toHaveLength(count + 1));
    }
    await eventually(async () => expect(await dead()).toHaveLength(2));
  });
});
