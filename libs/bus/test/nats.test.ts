import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { Job } from '@hub/bus';
import { eventConsumers, type CrmChanged } from '@hub/contracts';
import { freePort } from '@hub/local-servers';
import { createLogger } from '@hub/platform';
import { eventually } from '@hub/testing';
import { natsOptions } from '../src/bus-config.js';
import { NatsLink } from '../src/nats-link.js';
import { NatsGround, PingController } from './nats-ground.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

describe('the bus and its nats-server', () => {
  let ground: NatsGround;

  beforeEach(async () => {
    ground = await NatsGround.make();
  });
  afterEach(() => ground.close());

  it('starts before NATS is there, says what it waits for, and refuses requests meanwhile', async () => {
    const port = await freePort();
    const config = { NATS_URL: `nats://127.0.0.1:${port}` };
    const { bus } = await ground.startService(config, { service: 'sync', controllers: [PingController] });
    expect(bus.waitsFor()).toEqual(expect.arrayContaining(['NATS', 'requests over NATS']));
    await expect(bus.request('sync.ping', {}, { correlationId: 'c' })).rejects.toMatchObject({
      body: { status: 503 },
    });
    await ground.startNats(port);
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    await expect(bus.request('sync.ping', {}, { correlationId: 'c' })).resolves.toEqual({ ok: true });
  });

  it('stops while it still waits for NATS', async () => {
    const config = { NATS_URL: `nats://127.0.0.1:${await freePort()}` };
    const { bus } = await ground.startService(config, {
      service: 'router',
      consumers: [{ consumer: 'router.lead', subject: 'crm.changed', handle: () => Promise.resolve() }],
    });
    expect(bus.waitsFor()).toContain('NATS');
    await ground.stopService();
  });

  it('looks for NATS no more once it is closed', async () => {
    const nats = await ground.startNats();
    const link = new NatsLink(natsOptions({ NATS_URL: nats.url }, nats.url), createLogger('test', 'silent'));
    const connection = await link.open();
    await nats.stop();
    await eventually(() => expect(link.isConnected).toBe(false));
    await link.close();
    expect(connection.isClosed()).toBe(true);
  });

  it('brings an older stream and its consumers to what the code declares', async () => {
    const nats = await ground.startNats();
    const connection = await connect({ servers: nats.url });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name: 'HUB_EVENTS',
      subjects: ['hub.event.>'],
      retention: RetentionPolicy.Limits,
    });
    const old = { durable_name: 'router-old', ack_policy: AckPolicy.Explicit };
    await manager.consumers.add('HUB_EVENTS', old);
    const { bus } = await ground.startService(
      { NATS_URL: nats.url },
      {
        service: 'router',
        consumers: [{ consumer: 'router.lead', subject: 'crm.changed', handle: () => Promise.resolve() }],
      },
    );
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    expect((await manager.streams.info('HUB_EVENTS')).config.retention).toBe(RetentionPolicy.Interest);
    const names: string[] = [];
    for await (const { name } of manager.consumers.list('HUB_EVENTS')) names.push(name);
    const declared = Object.values(eventConsumers).flat();
    expect(names.sort()).toEqual(declared.map((name) => name.replace('.', '-')).sort());
    await connection.close();
  });

  it('does not answer a request that comes after its deadline', async () => {
    const nats = await ground.startNats();
    const options = { service: 'sync' as const, controllers: [PingController] };
    const { bus } = await ground.startService({ NATS_URL: nats.url }, options);
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    const connection = await connect({ servers: nats.url });
    const ask = async (askedAt: number) => {
      const data = { payload: {}, correlationId: 'c', askedAt, deadlineMs: 5_000 };
      const reply = await connection.request('sync.ping', JSON.stringify({ id: '1', data }));
      return reply.json<{ response: unknown }>().response;
    };
    expect(await ask(Date.now() - 6_000)).toMatchObject({ problem: { status: 504 } });
    expect(PingController.pings).toBe(0);
    expect(await ask(Date.now())).toEqual({ value: { ok: true } });
    await connection.close();
  });

  it('answers the requests it has before it closes, after quiet hours too', async () => {
    const nats = await ground.startNats();
    const options = { service: 'sync' as const, controllers: [PingController] };
    const { bus } = await ground.startService({ NATS_URL: nats.url }, options);
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    const connection = await connect({ servers: nats.url });
    const ask = async (askedAt = Date.now()) => {
      const data = { payload: {}, correlationId: 'c', askedAt, deadlineMs: 20_000 };
      const question = JSON.stringify({ id: randomUUID(), data });
      const reply = await connection.request('sync.ping', question, { timeout: 10_000 });
      return reply.json<{ response: unknown }>().response;
    };
    const answer = { value: { ok: true } };
    expect(await ask()).toEqual(answer);
    let release = (): void => undefined;
    PingController.gate = new Promise((resolve) => {
      release = resolve;
    });
    const slow = ask();
    await eventually(() => expect(PingController.pings).toBe(2));
    const stopped = ground.stopService();
    // Asked too late, it would be refused at once by whoever still listens.
    await eventually(() => expect(ask(0)).rejects.toThrow('no responders'));
    await connection.flush();
    release();
    expect(await slow).toEqual(answer);
    await stopped;
    await connection.close();
  });

  it('gives a message that is sent again to those who have not confirmed it, and to nobody else', async () => {
    const nats = await ground.startNats();
    const seen: number[] = [];
    const { bus, source } = await ground.startService(
      { NATS_URL: nats.url },
      {
        service: 'router',
        consumers: [
          {
            consumer: 'router.lead',
            subject: 'crm.changed',
            handle: (job: Job<CrmChanged>) => {
              seen.push(job.payload.entityId);
              return Promise.resolve();
            },
          },
        ],
      },
    );
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    const publish = (entityId: number) =>
      source.transaction((tx) => {
        const payload = { accountId: 'a', entity: 'lead', entityId, action: 'update', source: 'webhook' };
        return bus.publish(tx, 'crm.changed', payload as CrmChanged, { key: 'k', correlationId: 'c' });
      });
    const waiting = async () => {
      const rows: { waiting: string[] }[] = await source.query(
        'SELECT waiting FROM router.outbox ORDER BY seq',
      );
      return rows.map((row) => row.waiting.join());
    };
    await publish(1);
    // limits is away for so long that router has cleared the message out of its memory.
    await eventually(async () => expect(await waiting()).toEqual(['limits.stock']));
    await eventually(async () => {
      expect(await source.query(`DELETE FROM router.inbox WHERE state = 'done'`)).toEqual([[], 1]);
    });
    await source.query('UPDATE router.outbox SET send_at = now()');
    await publish(2);
    await eventually(async () => {
      expect(await waiting()).toEqual(['limits.stock', 'limits.stock']);
      expect(await source.query('SELECT FROM router.inbox_lane')).toEqual([]);
      expect(seen).toContain(2);
    });
    expect(seen).toEqual([1, 2]);
    const connection = await connect({ servers: nats.url });
    const consumers = (await jetstreamManager(connection)).consumers;
    await eventually(async () => {
      const { num_ack_pending, num_pending } = await consumers.info('HUB_EVENTS', 'router-lead');
      expect({ num_ack_pending, num_pending }).toEqual({ num_ack_pending: 0, num_pending: 0 });
    });
    await connection.close();
  });
});
