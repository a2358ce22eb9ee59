import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller } from '@nestjs/common';
import { Reply, type BusOptions, type Job } from '@hub/bus';
import type { CrmChanged, DeadLetterQuery } from '@hub/contracts';
import { startNatsServer, type NatsServer } from '@hub/local-servers';
import { GiveUp, Problem, RetryLater } from '@hub/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@hub/testing';
import { startService, type TestService } from './harness.js';

const correlationId = 'test';
const changed = (entityId: number): CrmChanged => ({
  accountId: 'a',
  entity: 'lead',
  entityId,
  action: 'update',
  source: 'webhook',
});

@Controller()
class PingController {
  @Reply('sync.ping')
  ping(request: Record<string, unknown>): Promise<{ ok: true }> {
    if ('fail' in request) throw new Problem(409, 'Not now', [{ path: 'fail', detail: 'is set' }]);
    if ('crash' in request) throw new TypeError('secret detail');
    if ('hang' in request) return new Promise(() => undefined);
    return Promise.resolve({ ok: true });
  }
}

type ServiceOptions = Omit<Parameters<typeof startService>[0], 'databaseUrl' | 'bus' | 'beside'>;

describe.each(['in process', 'over NATS'])('the bus %s', (mode) => {
  let database: TestDatabase;
  let nats: NatsServer | undefined;
  let folder: string;
  let running: TestService[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'franchise-hub-bus-'));
    nats = mode === 'over NATS' ? await startNatsServer(folder, process.env) : undefined;
    running = [];
  });

  afterEach(async () => {
    for (const service of running) await service.stop();
    await nats?.stop();
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  /** In process all services share one; over NATS each has its own. Returns the first one's. */
  async function start(first: ServiceOptions, ...others: ServiceOptions[]): Promise<TestService> {
    const bus: BusOptions = nats ? { config: { NATS_URL: nats.url } } : {};
    const groups = nats
      ? [first, ...others].map((one) => ({ ...one, beside: [] }))
      : [{ ...first, beside: others }];
    for (const group of groups)
      running.push(await startService({ ...group, bus, databaseUrl: database.url }));
    await eventually(() => {
      for (const service of running) expect(service.bus.waitsFor()).toEqual([]);
    });
    return running[0]!;
  }

  it('brings a published message to every consumer once and forgets it when all have it', async () => {
    const seen: string[] = [];
    const hear = (consumer: string) => ({
      consumer,
      subject: 'crm.changed' as const,
      handle: (job: Job<CrmChanged>) => {
        seen.push(`${consumer} ${job.payload.entityId} ${job.correlationId}`);
        return Promise.resolve();
      },
    });
    const { bus, source } = await start(
      { service: 'gateway' },
      { service: 'router', consumers: [hear('router.lead')] },
      { service: 'limits', consumers: [hear('limits.stock')] },
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
              throw new RetryLater('not yet', 300);
            }
            seen.push(`${job.key}${job.payload.n}`);
            return Promise.resolve();
          },
        },
      ],
    });
    await source.transaction(async (tx) => {
      for (const n of [1, 2, 3])
        for (const key of ['a', 'b']) await bus.enqueue(tx, 'router.work', { n }, { key, correlationId });
    });
    await eventually(() => expect(seen).toHaveLength(6));
    expect(seen).toEqual(['b1', 'b2', 'b3', 'a1', 'a2', 'a3']);
    await eventually(async () => expect(await source.query('SELECT * FROM router.inbox_lane')).toEqual([]));
  });

  it('turns a poison message into a dead letter and goes on with its key', async () => {
    const seen: number[] = [];
    const { bus, source } = await start({
      service: 'router',
      consumers: [
        {
          consumer: 'router.work',
          handle: (job: Job<{ n: number }>) => {
            if (job.payload.n === 1) throw new GiveUp('poison');
            seen.push(job.payload.n);
            return Promise.resolve();
          },
        },
      ],
    });
    await source.transaction(async (tx) => {
      for (const n of [1, 2]) await bus.enqueue(tx, 'router.work', { n }, { key: 'a', correlationId });
    });
    await eventually(() => expect(seen).toEqual([2]));
    expect(await source.query(`SELECT reason FROM router.inbox WHERE state = 'dead'`)).toEqual([
      { reason: 'GiveUp: poison' },
    ]);
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
              if (isBroken) throw new GiveUp('no branch');
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
    expect(one).toMatchObject({ consumer: 'router.lead', reason: 'GiveUp: no branch', payload: changed(1) });

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
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const consumers = [
      {
        consumer: 'router.work',
        concurrency: 1,
        handle: async (job: Job<object>) => {
          seen.push(`begin ${job.id}`);
          await held;
          seen.push(`end ${job.id}`);
        },
      },
    ];
    const { bus, source } = await start({ service: 'router', consumers });
    for (const id of ['first', 'second']) {
      await source.transaction((tx) => bus.enqueue(tx, 'router.work', {}, { id, key: id, correlationId }));
    }
    await eventually(() => expect(seen).toEqual(['begin first']));
    const stopped = running.pop()!.stop();
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
          {},
          { id, key: 'k', correlationId, runAt: new Date(Date.now() + ms) },
        ),
      );
    await set('moved', 3_600_000);
    await set('cancelled', 400);
    await set('later', 500);
    await set('now', 0);
    expect(await set('moved', 600)).toBe(true);
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
    await source.transaction((tx) => bus.enqueue(tx, 'router.work', {}, { key: 'a', correlationId }));
    await eventually(async () => {
      expect(await source.query(`SELECT FROM router.inbox WHERE state = 'done'`)).toHaveLength(1);
    });
    expect(await source.query('SELECT name FROM public.effect')).toEqual([
      { name: 'step' },
      { name: 'finish' },
    ]);
  });

  it('answers requests, carries problems through, and never hangs', async () => {
    const { bus } = await start({ service: 'gateway' }, { service: 'sync', controllers: [PingController] });
    const ask = (payload: object, deadlineMs = 2_000) =>
      bus.request('sync.ping', payload as Record<string, never>, { correlationId: randomUUID(), deadlineMs });
    await expect(ask({})).resolves.toEqual({ ok: true });
    await expect(ask({ fail: 1 })).rejects.toMatchObject({
      body: { status: 409, detail: 'Not now', errors: [{ path: 'fail', detail: 'is set' }] },
    });
    await expect(ask({ crash: 1 })).rejects.toMatchObject({
      body: { status: 500, detail: expect.not.stringContaining('secret') },
    });
    await expect(ask({ hang: 1 }, 100)).rejects.toMatchObject({ body: { status: 504 } });
  });

  it('refuses a request that no service answers with 503', async () => {
    const { bus } = await start({ service: 'gateway' });
    await expect(bus.request('sync.ping', {}, { correlationId })).rejects.toMatchObject({
      body: { status: 503 },
    });
  });
});
