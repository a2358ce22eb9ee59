import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AckPolicy, jetstreamManager, RetentionPolicy, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually } from '@hub/testing';
import { NatsGround } from './nats-ground.js';
import { useTwoConsumers } from './use-two-consumers.js';

useTwoConsumers();

const streamName = 'HUB_EVENTS';

describe('the stream and its durable consumers', () => {
  let ground: NatsGround;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let url: string;

  beforeEach(async () => {
    ground = await NatsGround.make();
  });
  afterEach(async () => {
    await connection.close();
    await ground.close();
  });

  async function startNats(...extra: string[]): Promise<void> {
    ({ url } = await ground.startNats(undefined, extra));
    connection = await connect({ servers: url });
    manager = await jetstreamManager(connection);
  }

  const startRouter = () =>
    ground.startService(
      { NATS_URL: url },
      {
        service: 'router',
        consumers: [
          { consumer: 'router.lead', subject: 'crm.changed', handle: () => Promise.resolve() },
          { consumer: 'router.forget', subject: 'account.removed', handle: () => Promise.resolve() },
        ],
      },
    );

  const addStream = (about: object) =>
    manager.streams.add({
      name: streamName,
      subjects: ['hub.event.>'],
      retention: RetentionPolicy.Interest,
      ...about,
    });

  const addConsumer = (name: string, about: object = {}) =>
    manager.consumers.add(streamName, { durable_name: name, ack_policy: AckPolicy.Explicit, ...about });

  it('are updated to what the code declares, and a consumer that cannot change is made anew', async () => {
    await startNats();
    await addStream({ max_bytes: 1_000_000 });
    const changed = { filter_subject: 'hub.event.crm.changed', max_ack_pending: 5 };
    const updated = await addConsumer('limits-stock', changed);
    await addConsumer('router-lead', { ...changed, ack_policy: AckPolicy.All });
    const { bus } = await startRouter();
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    const stream = await manager.streams.info(streamName);
    expect(stream.config).toMatchObject({ max_bytes: 256 * 1024 * 1024 });
    const stock = await manager.consumers.info(streamName, 'limits-stock');
    expect(stock.config).toMatchObject({ max_ack_pending: 2_000 });
    expect(stock.created).toBe(updated.created);
    const lead = await manager.consumers.info(streamName, 'router-lead');
    expect(lead.config).toMatchObject({ max_ack_pending: 2_000, ack_policy: AckPolicy.Explicit });
  });

  it('keep their messages when NATS has no room for the change', async () => {
    const config = join(ground.folder, 'small.conf');
    writeFileSync(config, 'jetstream { max_file_store: 20MB }');
    await startNats('--config', config);
    await addStream({ max_bytes: 1_000_000 });
    await addConsumer('limits-stock', { filter_subject: 'hub.event.crm.changed' });
    await manager.jetstream().publish('hub.event.crm.changed', 'kept');
    let updates = 0;
    connection.subscribe(`$JS.API.STREAM.UPDATE.${streamName}`, {
      callback: () => {
        updates += 1;
      },
    });
    await connection.flush();
    const { bus } = await startRouter();
    await eventually(() => expect(updates).toBeGreaterThan(1));
    expect(bus.waitsFor()).toContain('router.lead');
    expect((await manager.streams.info(streamName)).state.messages).toBe(1);
  });

  it('are left to a newer version of the hub by an older one that connects again', async () => {
    await startNats();
    const { bus } = await startRouter();
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    await addConsumer('router-newer');
    const newer = {
      ...(await manager.consumers.info(streamName, 'limits-stock')).config,
      max_ack_pending: 9,
    };
    await manager.consumers.update(streamName, 'limits-stock', newer);
    await manager.consumers.delete(streamName, 'router-lead');
    // It is heard again after the declarations were made good.
    await eventually(async () =>
      expect(await manager.consumers.info(streamName, 'router-lead')).toMatchObject({ num_waiting: 1 }),
    );
    await manager.consumers.info(streamName, 'router-newer');
    const stock = await manager.consumers.info(streamName, 'limits-stock');
    expect(stock.config).toMatchObject({ max_ack_pending: 9 });
  });

  it('are not taken from a version of the hub that still hears them', async () => {
    await startNats();
    await addStream({});
    await addConsumer('router-older');
    const older = await manager.jetstream().consumers.get(streamName, 'router-older');
    const received = await older.consume({ callback: () => undefined });
    await eventually(async () =>
      expect(await manager.consumers.info(streamName, 'router-older')).toMatchObject({ num_waiting: 1 }),
    );
    const { bus } = await startRouter();
    await eventually(() => expect(bus.waitsFor()).toEqual([]));
    await manager.consumers.info(streamName, 'router-older');
    await received.close();
  });
});
