import { message } from '@hub/messages';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { enqueuePerSpan, type Job } from '@hub/bus';
import type { CrmChanged, DeadLetterQuery } from '@hub/contracts';
import { GiveUp, RetryLater } from '@hub/platform';
import { eventually } from '@hub/testing';
import { BusSides, changed, correlationId, modes } from './bus-sides.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

describe.each(modes)('the bus %s', (mode) => {
  let sides: BusSides;
  const start: BusSides['start'] = (...services) => sides.start(...services);

  beforeEach(async () => {
    sides = await BusSides.open(mode);
  });

  afterEach(() => sides.close());

  it('brings a published message to every consumer once and forgets it when all have it', async () => {
    const seen: string[] = [];
    const consumerOf = (consumer: string) => ({
      consumer,
      subject: 'crm.changed' as const,
      handle: (job: Job<CrmChanged>) => {
        seen.push(`${consumer} ${job.payload.entityId} ${job.correlationId}`);
        return Promise.resolve();
      },
    });
    const { bus, source } = await start(
      { service: 'gateway' },
      { service: 'router', consumers: [consumerOf('router.lead')] },
      { service: 'limits', consumers: [consumerOf('limits.stock')] },
    );
    await source.transaction((tx) => bus.publish(tx, 'crm.changed', changed(1), { key: 'k', correlationId }));
    await expect(
      source.transaction(async (tx) => {
        await bus.publish(tx, 'crm.changed', changed(2), { key: 'k', correlationId });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await eventually(() => expect(seen.sort()).toEqual(['limits.stock 1 test', 'router.lead 1 test']));
    await eventually(async () => expect(await source.query('SELECT * FROM gateway.outbox')).toEqual([]));
    expect(seen).toHaveLength(2);
  });

  it('gives a consumer of a part of a subject nothing else', async () => {
    const seen: string[] = [];
    const consumerOf = (consumer: string) => ({
      consumer,
      subject: 'crm.changed' as const,
      handle: (job: Job<CrmChanged>) => Promise.resolve(void seen.push(`${consumer} ${job.payload.entity}`)),
    });
    const { bus, source } = await start(
      { service: 'gateway' },
      { service: 'router', consumers: [consumerOf('router.lead')] },
      { service: 'limits', consumers: [consumerOf('limits.stock')] },
    );
    await source.transaction(async (tx) => {
      for (const entity of ['task', 'contact', 'lead'] as const)
        await bus.publish(tx, 'crm.changed', { ...changed(1), entity }, { key: entity, correlationId });
    });
    await eventually(async () => expect(await source.query('SELECT * FROM gateway.outbox')).toEqual([]));
    await eventually(() => expect(seen).toHaveLength(4));
    expect(seen.filter((one) => one.startsWith('router'))).toEqual(['router.lead lead']);
    expect(await source.query('SELECT key FROM router.inbox')).toEqual([{ key: 'lead' }]);
  });

  it('keeps the order of a key while keys run side by side, and a waiting retry is not overtaken', async () => {
    const seen: string[] = [];
    let isFirst = true;
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<{ n: number }>) => {
            if (job.key === 'a' && isFirst) {
              isFirst = false;
              throw new RetryLater(message('failures.unexpected', { error: 'not yet' }), 300);
            }
            seen.push(`${job.key}${job.payload.n}`);
            return Promise.resolve();
          },
        },
      ],
    });
    await source.transaction(async (tx) => {
      for (const n of [1, 2, 3])
        for (const key of ['a', 'b'])
          await bus.enqueue(tx, 'router.work', { accountId: null, n }, { key, correlationId });
    });
    await eventually(() => expect(seen).toHaveLength(6));
    expect(seen).toEqual(['b1', 'b2', 'b3', 'a1', 'a2', 'a3']);
    await eventually(async () => expect(await source.query('SELECT * FROM router.inbox_lane')).toEqual([]));
  });

  it('tells a job what more work of its key waits, and joins what is asked for within a span of time', async () => {
    const seen: [string, readonly unknown[]][] = [];
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.work',
          handle: async (job: Job<{ n: number }>) => {
            seen.push([`${job.key}${job.payload.n}`, await job.followers()]);
          },
        },
      ],
    });
    const at = Date.now();
    await source.transaction(async (tx) => {
      for (const n of [1, 2])
        await bus.enqueue(tx, 'router.work', { accountId: null, n }, { key: 'a', correlationId });
      for (const n of [1, 2]) {
        const about = { key: 'b', id: 'b', at, spanMs: 500, correlationId };
        await enqueuePerSpan(bus, tx, 'router.work', { accountId: null, n }, about);
      }
    });
    await eventually(() => expect(seen).toHaveLength(3));
    // What began within the span may have read what was changed since: the next span gets another one.
    await source.transaction((tx) =>
      enqueuePerSpan(
        bus,
        tx,
        'router.work',
        { accountId: null, n: 3 },
        { key: 'b', id: 'b', at, spanMs: 500, correlationId },
      ),
    );
    await eventually(() => expect(seen).toHaveLength(4));
    expect(seen.filter(([name]) => name.startsWith('a'))).toEqual([
      ['a1', [{ accountId: null, n: 2 }]],
      ['a2', []],
    ]);
    expect(seen.filter(([name]) => name.startsWith('b')).map(([name]) => name)).toEqual(['b2', 'b3']);
  });

  it('turns a poison message into a dead letter and goes on with its key', async () => {
    const seen: number[] = [];
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<{ n: number }>) => {
            if (job.payload.n === 1) throw new GiveUp(message('failures.unexpected', { error: 'poison' }));
            seen.push(job.payload.n);
            return Promise.resolve();
          },
        },
      ],
    });
    await source.transaction(async (tx) => {
      for (const n of [1, 2])
        await bus.enqueue(tx, 'router.work', { accountId: null, n }, { key: 'a', correlationId });
    });
    await eventually(() => expect(seen).toEqual([2]));
    expect(await source.query(`SELECT reason FROM router.inbox WHERE state = 'dead'`)).toEqual([
      { reason: message('failures.unexpected', { error: 'poison' }) },
    ]);
  });

  it('holds no other key up while one waits in its handler and another fails again and again', async () => {
    const seen: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { bus, source } = await start(
      { service: 'gateway' },
      {
        service: 'router',
        consumers: [
          {
            consumer: 'router.lead',
            subject: 'crm.changed',
            concurrency: 2,
            handle: async (job: Job<CrmChanged>) => {
              if (job.key === 'poison') throw new TypeError('poison');
              if (job.key === 'held') await released;
              seen.push(`${job.key} ${job.payload.entityId}`);
            },
          },
        ],
      },
    );
    const keys = ['held', 'poison', 'free', 'also free'];
    await source.transaction(async (tx) => {
      for (const n of [1, 2])
        for (const key of keys) await bus.publish(tx, 'crm.changed', changed(n), { key, correlationId });
    });
    const free = ['also free 1', 'also free 2', 'free 1', 'free 2'];
    await eventually(() => expect(seen.toSorted()).toEqual(free));
    release();
    await eventually(() => expect(seen.slice(4)).toEqual(['held 1', 'held 2']));
    const poison = `SELECT state FROM router.inbox WHERE key = 'poison'`;
    expect(await source.query(poison)).toEqual([{ state: 'waiting' }, { state: 'waiting' }]);
  });

  it('lists dead letters over the bus, replays one and discards another', async () => {
    const seen: number[] = [];
    let isBroken = true;
    const { bus, source } = await start(
      { service: 'gateway' },
      {
        service: 'router',
        consumers: [
          {
            consumer: 'router.lead',
            subject: 'crm.changed',
            handle: (job: Job<CrmChanged>) => {
              if (isBroken) throw new GiveUp(message('failures.unexpected', { error: 'no branch' }));
              seen.push(job.payload.entityId);
              return Promise.resolve();
            },
          },
        ],
      },
    );
    await source.transaction(async (tx) => {
      for (const n of [1, 2, 3])
        await bus.publish(tx, 'crm.changed', changed(n), { key: `k${n}`, correlationId });
    });
    const list = (query: DeadLetterQuery) =>
      bus.request('router.dead-letters.list', query, { correlationId });
    const found = await eventually(async () => {
      const page = await list({});
      expect(page.items).toHaveLength(3);
      return page.items;
    });
    const first = await list({ limit: 2 });
    const rest = await list({ limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...rest.items]).toEqual(found);
    expect(rest.nextCursor).toBeNull();
    const one = found.find(({ key }) => key === 'k1')!;
    expect(one).toMatchObject({
      consumer: 'router.lead',
      reason: message('failures.unexpected', { error: 'no branch' }),
      payload: changed(1),
    });

    isBroken = false;
    const second = found.find(({ key }) => key === 'k2')!;
    await bus.request(
      'router.dead-letters.replay',
      { consumer: one.consumer, id: one.id },
      { correlationId },
    );
    await bus.request(
      'router.dead-letters.discard',
      { consumer: second.consumer, id: second.id },
      { correlationId },
    );
    await eventually(() => expect(seen).toEqual([1]));
    expect((await list({})).items.map(({ key }) => key)).toEqual(['k3']);
    await expect(
      bus.request(
        'router.dead-letters.replay',
        { consumer: second.consumer, id: second.id },
        { correlationId },
      ),
    ).rejects.toMatchObject({ body: { status: 404 } });
    await expect(list({ limit: 0 })).rejects.toMatchObject({ body: { status: 400 } });
  });

  it('drains: what runs ends well, what waits stays for the next start', async () => {
    const seen: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const consumers = [
      {
        consumer: 'router.work',
        concurrency: 1,
        handle: async (job: Job<object>) => {
          seen.push(`begin ${job.id}`);
          await released;
          seen.push(`end ${job.id}`);
        },
      },
    ];
    const { bus, source } = await start({ service: 'router', consumers });
    for (const id of ['first', 'second']) {
      await source.transaction((tx) =>
        bus.enqueue(tx, 'router.work', { accountId: null }, { id, key: id, correlationId }),
      );
    }
    await eventually(() => expect(seen).toEqual(['begin first']));
    const stopped = sides.stopLast();
    await eventually(() => expect(bus.waitsFor()).not.toEqual([]));
    release();
    await stopped;
    expect(seen).toEqual(['begin first', 'end first']);
    await start({ service: 'router', consumers });
    await eventually(() => expect(seen.slice(2)).toEqual(['begin second', 'end second']));
  });

  it('runs a timer when it is due, at its last set time, and not when it was cancelled', async () => {
    const seen: string[] = [];
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.timer',
          handle: (job: Job<object>) => {
            seen.push(job.id);
            return Promise.resolve();
          },
        },
      ],
    });
    const set = (id: string, ms: number) =>
      source.transaction((tx) =>
        bus.enqueue(
          tx,
          'router.timer',
          { accountId: null },
          { id, key: 'k', correlationId, runAt: new Date(Date.now() + ms) },
        ),
      );
    await set('moved', 3_600_000);
    await set('cancelled', 2_000);
    await set('later', 2_100);
    await set('now', 0);
    expect(await set('moved', 2_200)).toBe(true);
    expect(await source.transaction((tx) => bus.cancel(tx, 'router.timer', 'cancelled'))).toBe(true);
    await eventually(() => expect(seen).toEqual(['now', 'later', 'moved']));
    await eventually(async () => {
      const rows = await source.query(`SELECT FROM router.inbox WHERE state = 'done'`);
      expect(rows).toHaveLength(3);
    });
    expect(await set('moved', 0)).toBe(false);
    expect(await source.transaction((tx) => bus.cancel(tx, 'router.timer', 'moved'))).toBe(false);
  });

  it('commits a step and the finish with the job, and repeats neither', async () => {
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.work',
          handle: async (job: Job<object>) => {
            await job.step((tx) => tx.query(`INSERT INTO public.effect VALUES ('step')`));
            await job.finish((tx) => tx.query(`INSERT INTO public.effect VALUES ('finish')`));
          },
        },
      ],
    });
    await source.query('CREATE TABLE public.effect (name text)');
    await source.transaction((tx) =>
      bus.enqueue(tx, 'router.work', { accountId: null }, { key: 'a', correlationId }),
    );
    await eventually(async () => {
      expect(await source.query(`SELECT FROM router.inbox WHERE state = 'done'`)).toHaveLength(1);
    });
    expect(await source.query('SELECT name FROM public.effect')).toEqual([
      { name: 'step' },
      { name: 'finish' },
    ]);
  });

  it('shows dead letters of any length, and refuses a forged cursor', async () => {
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.work',
          handle: () => {
            throw new GiveUp(message('failures.unexpected', { error: 'no' }));
          },
        },
      ],
    });
    await source.transaction(async (tx) => {
      const payload = { accountId: null, text: 'x'.repeat(190_000) };
      for (const key of ['a', 'b', 'c'])
        await bus.enqueue(tx, 'router.work', payload, { key, correlationId });
    });
    await eventually(async () => {
      expect(await source.query(`SELECT FROM router.inbox WHERE state = 'dead'`)).toHaveLength(3);
    });
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await bus.request('router.dead-letters.list', { cursor }, { correlationId });
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.nextCursor;
    }
    expect(seen.sort()).toEqual(['a', 'b', 'c']);
    const forged = (...parts: string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const list = 'dead letters of router';
    for (const cursor of [forged(list, 'yesterday', 'x'), forged(list, '2026-02-30T00:00:00.000000Z', 'x')])
      await expect(
        bus.request('router.dead-letters.list', { cursor }, { correlationId }),
      ).rejects.toMatchObject({ body: { status: 400 } });
  });
});
