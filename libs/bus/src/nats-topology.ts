import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { eventConsumers, type Subject } from '@hub/contracts';

const streamName = 'HUB_EVENTS';

/** Where an event travels. */
export const eventSubject = (subject: string): string => `hub.event.${subject}`;
/** Where a service hears which of its messages have arrived. */
export const confirmSubject = (service: string): string => `hub.confirm.${service}`;
/** The durable consumer of a hub consumer: NATS allows no dots in it. */
export const durableName = (consumer: string): string => consumer.replaceAll('.', '-');
export { streamName };

/**
 * The stream keeps a message until every durable consumer has acknowledged it. Its limits may drop messages: the
 * outbox has them.
 */
const stream = {
  name: streamName,
  subjects: [eventSubject('>')],
  retention: RetentionPolicy.Interest,
  storage: StorageType.File,
  discard: DiscardPolicy.Old,
  max_age: nanos(24 * 3_600_000),
  max_bytes: 256 * 1024 * 1024,
  duplicate_window: nanos(120_000),
};

const durable = (consumer: string, subject: Subject) => ({
  durable_name: durableName(consumer),
  filter_subject: eventSubject(subject),
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(30_000),
  max_ack_pending: 2_000,
  max_deliver: -1,
});

/**
 * Brings stream and durable consumers to what this code declares: missing ones are made, changed ones updated, or made
 * anew where NATS refuses the update, and consumers nobody declares are removed. Safe to repeat and to run at once.
 */
export async function declareTopology(manager: JetStreamManager): Promise<void> {
  await bring(() => manager.streams.info(streamName).then(({ config }) => config), stream, {
    add: () => manager.streams.add(stream),
    update: () => manager.streams.update(streamName, stream),
    remove: () => manager.streams.delete(streamName),
  });
  const wanted = (Object.keys(eventConsumers) as Subject[]).flatMap((subject) =>
    eventConsumers[subject].map((consumer) => durable(consumer, subject)),
  );
  for (const config of wanted) {
    const name = config.durable_name;
    await bring(() => manager.consumers.info(streamName, name).then((info) => info.config), config, {
      add: () => manager.consumers.add(streamName, config),
      update: () => manager.consumers.update(streamName, name, config),
      remove: () => manager.consumers.delete(streamName, name),
    });
  }
  const names = new Set(wanted.map(({ durable_name }) => durable_name));
  for await (const { name } of manager.consumers.list(streamName)) {
    if (!names.has(name)) await manager.consumers.delete(streamName, name);
  }
}

interface Acts {
  add: () => Promise<unknown>;
  update: () => Promise<unknown>;
  remove: () => Promise<unknown>;
}

async function bring(read: () => Promise<object>, wanted: object, acts: Acts): Promise<void> {
  let found: Record<string, unknown>;
  try {
    found = { ...(await read()) };
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.status !== 404) throw error;
    await acts.add();
    return;
  }
  if (Object.entries(wanted).every(([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value)))
    return;
  try {
    await acts.update();
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    await acts.remove();
    await acts.add();
  }
}
