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
/** By then the stream has dropped every message that an inactive consumer could still receive. */
const maxAge = nanos(24 * 3_600_000);
/** NATS's codes for "a stream's, a consumer's configuration cannot be changed like this". */
const cannotChange = { stream: 10052, consumer: 10012 };

/** The subject of an event. */
export const eventSubject = (subject: string): string => `hub.event.${subject}`;
/** The subject on which a service receives the confirmations of its messages. */
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
  max_age: maxAge,
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
  // NATS removes consumers that a newer version of the hub no longer uses.
  inactive_threshold: maxAge,
});

/**
 * Makes stream and durable consumers match what this code declares: missing ones are created, changed ones updated or
 * recreated where NATS cannot update them, and consumers that are neither declared nor used are deleted. For a
 * process's first connection; safe to repeat and to run at once.
 */
export async function declareTopology(manager: JetStreamManager): Promise<void> {
  for (const resource of resourcesOf(manager)) await bring(resource);
  const names = new Set(declaredConsumers().map(({ durable_name }) => durable_name));
  for await (const { name, num_waiting } of manager.consumers.list(streamName)) {
    if (!names.has(name) && num_waiting === 0) await manager.consumers.delete(streamName, name);
  }
}

/**
 * Creates what is missing, because NATS's data may be wiped, and changes nothing else: during a rolling deploy, what
 * this process does not know may be a newer version's, and each would undo the other's changes at every reconnect.
 */
export async function restoreTopology(manager: JetStreamManager): Promise<void> {
  for (const resource of resourcesOf(manager)) if (!(await resource.find())) await resource.add();
}

interface Resource {
  wanted: object;
  /** NATS's code for a change it does not know how to make. */
  cannotChange: number;
  find: () => Promise<object | undefined>;
  add: () => Promise<unknown>;
  update: () => Promise<unknown>;
  remove: () => Promise<unknown>;
}

const declaredConsumers = () =>
  (Object.keys(eventConsumers) as Subject[]).flatMap((subject) =>
    eventConsumers[subject].map((consumer) => durable(consumer, subject)),
  );

/** The stream first: its consumers live in it. */
function resourcesOf({ streams, consumers }: JetStreamManager): Resource[] {
  return [
    {
      wanted: stream,
      cannotChange: cannotChange.stream,
      find: () => found(streams.info(streamName)),
      add: () => streams.add(stream),
      update: () => streams.update(streamName, stream),
      remove: () => streams.delete(streamName),
    },
    ...declaredConsumers().map((config) => ({
      wanted: config,
      cannotChange: cannotChange.consumer,
      find: () => found(consumers.info(streamName, config.durable_name)),
      add: () => consumers.add(streamName, config),
      update: () => consumers.update(streamName, config.durable_name, config),
      remove: () => consumers.delete(streamName, config.durable_name),
    })),
  ];
}

async function found(info: Promise<{ config: object }>): Promise<object | undefined> {
  try {
    return (await info).config;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Any other refusal (no room, no quorum, no right) is thrown: a stream is not deleted because of a passing failure. */
async function bring(resource: Resource): Promise<void> {
  const config = await resource.find();
  if (!config) {
    await resource.add();
    return;
  }
  const is: Record<string, unknown> = { ...config };
  if (
    Object.entries(resource.wanted).every(
      ([name, value]) => JSON.stringify(is[name]) === JSON.stringify(value),
    )
  )
    return;
  try {
    await resource.update();
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== resource.cannotChange) throw error;
    await resource.remove();
    await resource.add();
  }
}
