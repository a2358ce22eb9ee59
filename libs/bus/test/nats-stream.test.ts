import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Job } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { changed } from './bus-sides.js';
import type { TestService } from './harness.js';
import { NatsGround } from './nats-ground.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const consumer = 'router.lead';

/** A message as an outbox sends it. */
const envelope = (entityId: number, about: { id?: string; after?: string } = {}) => ({
  id: about.id ?? randomUUID(),
  subject: 'crm.changed',
  version: 1,
  key: `k${entityId}`,
  payload: changed(entityId),
  correlationId: 'c',
  causeId: null,
  origin: 'gateway',
  waiting: [consumer],
  after: about.after ?? null,
  afterFor: about.after ? [consumer] : [],
  sends: 0,
});

describe('a consumer and what is on the stream', () => {
  const seen: number[] = [];
  let ground: NatsGround;
  let router: TestService;
  let connection: NatsConnection;

  beforeEach(async () => {
    seen.length = 0;
    ground = await NatsGround.make();
    const { url } = await ground.startNats();
    connection = await connect({ servers: url });
    const handle = (job: Job<CrmChanged>) => {
      seen.push(job.payload.entityId);
      return Promise.resolve();
    };
    router = await ground.startService(
      { NATS_URL: url },
      { service: 'router', consumers: [{ consumer, subject: 'crm.changed', handle }] },
    );
    await eventually(() => expect(router.bus.waitsFor()).toEqual([]));
  });

  afterEach(async () => {
    await connection.close();
    await ground.close();
  });

  const send = (...texts: string[]) => {
    const stream = jetstream(connection);
    return Promise.all(texts.map((text) => stream.publish('hub.event.crm.changed', text)));
  };

  it('hears a message behind more messages out of turn than may be unacknowledged', async () => {
    const early = Array.from({ length: 2_100 }, (_, n) => envelope(n, { after: randomUUID() }));
    await send(...early.map((one) => JSON.stringify(one)));
    await send(JSON.stringify(envelope(-1)));
    await eventually(() => expect(seen).toEqual([-1]));
  });

  it('drops what it cannot read and stores what came with it', async () => {
    const good = Array.from({ length: 20 }, (_, n) => JSON.stringify(envelope(n)));
    await send('no JSON', 'null', '{}', JSON.stringify({ ...envelope(1), waiting: 'all' }), ...good);
    await eventually(() => expect(seen.toSorted((a, b) => a - b)).toEqual(good.map((_, n) => n)));
  });

  it('outlives confirmations and cancellations that it cannot read', async () => {
    for (const subject of ['hub.confirm.router', 'hub.cancel'])
      for (const text of ['no JSON', 'null', '[1]', '{}']) connection.publish(subject, text);
    await connection.flush();
    await send(JSON.stringify(envelope(1)));
    await eventually(() => expect(seen).toEqual([1]));
    await router.source.transaction((tx) =>
      router.bus.publish(tx, 'crm.changed', changed(2), { key: 'k2', correlationId: 'c' }),
    );
    await eventually(() => expect(seen).toEqual([1, 2]));
    await eventually(async () => {
      expect(await router.source.query('SELECT waiting FROM router.outbox')).toEqual([
        { waiting: ['limits.stock'] },
      ]);
    });
  });

  it('confirms an old copy of what it has, although the predecessor is cleared from its memory', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await send(JSON.stringify(envelope(1, { id: first })));
    await eventually(() => expect(seen).toEqual([1]));
    const copy = JSON.stringify(envelope(2, { id: second, after: first }));
    await send(copy);
    await eventually(() => expect(seen).toEqual([1, 2]));
    await eventually(async () => {
      const done = `DELETE FROM router.inbox WHERE id = $1 AND state = 'done'`;
      expect(await router.source.query(done, [first])).toEqual([[], 1]);
    });
    const confirmed: unknown[] = [];
    connection.subscribe('hub.confirm.gateway', {
      callback: (_error, message) => {
        confirmed.push(...message.json<unknown[]>());
      },
    });
    await connection.flush();
    await send(copy);
    await eventually(() => expect(confirmed).toEqual([{ id: second, consumer }]));
    expect(seen).toEqual([1, 2]);
  });
});
