import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { Subject } from '@hub/contracts';
import type { Logger } from '@hub/platform';
import { Bell } from './bell.js';
import type { Accept, Carrier } from './carrier.js';
import { Gathering } from './gathering.js';
import type { NatsLink } from './nats-link.js';
import { readConfirmations, readEnvelope } from './nats-messages.js';
import { confirmSubject, durableName, eventSubject, streamName } from './nats-topology.js';
import type { Confirmation, Envelope } from './outbox.js';

/** When a message that came before its predecessor is offered again, and how often it is offered in all. */
const outOfOrderMs = 500;
const outOfOrderOffers = 4;
const batchSize = 200;
const confirmBatchSize = 1_000;

/** Messages through JetStream, confirmations through core NATS: when one is lost, the outbox sends again. */
export class NatsCarrier implements Carrier {
  private readonly loops = new Map<string, ConsumerLoop>();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly link: NatsLink,
    private readonly log: Logger,
  ) {}

  canSend(): boolean {
    return this.link.isConnected;
  }

  waitsFor(): string[] {
    const silent = [...this.loops]
      .filter(([, { isReceiving }]) => !isReceiving)
      .map(([consumer]) => consumer);
    return [...(this.link.isConnected ? [] : ['NATS']), ...this.waiting, ...silent];
  }

  /** Several copies of a service share its confirmations. */
  join(service: string, confirm: (confirmations: Confirmation[]) => Promise<void>): void {
    const subject = confirmSubject(service);
    this.waiting.add(subject);
    const confirmed = new Gathering<Confirmation>(confirmBatchSize, (batch) =>
      confirm(batch).catch((failure: unknown) =>
        this.log.warn({ error: failure }, 'cannot record confirmations, the messages will be sent again'),
      ),
    );
    void this.link.open().then(
      (connection) => {
        connection.subscribe(subject, {
          queue: 'hub',
          callback: (error, message) => {
            const confirmations = error ? undefined : readConfirmations(message);
            if (confirmations) confirmed.add(confirmations);
          },
        });
        this.waiting.delete(subject);
      },
      () => undefined,
    );
  }

  subscribe(consumer: string, _subject: Subject, accept: Accept): void {
    const loop = new ConsumerLoop(consumer, accept, this.link, this.log);
    this.loops.set(consumer, loop);
    loop.start();
  }

  async leave(consumer: string): Promise<void> {
    await this.loops.get(consumer)?.stop();
    this.loops.delete(consumer);
  }

  /** The id makes a repeated publish harmless; a message sent anew after silence carries a new one on purpose. */
  async send(batch: readonly Envelope[]): Promise<void> {
    const stream = await this.link.jetstream();
    try {
      await Promise.all(
        batch.map((message) =>
          stream.publish(eventSubject(message.subject), JSON.stringify(message), {
            msgID: message.sends === 0 ? message.id : `${message.id}.${message.sends}`,
            timeout: 5_000,
          }),
        ),
      );
    } catch (error) {
      this.link.forget();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.link.close();
  }
}

/**
 * The receive loop of one consumer: pulls from its durable consumer, stores in batches, acknowledges what is stored.
 */
class ConsumerLoop {
  isReceiving = false;
  private isStopping = false;
  private messages: ConsumerMessages | undefined;
  private readonly arrived = new Gathering<JsMsg>(batchSize, (batch) => this.store(batch));
  private loop: Promise<void> = Promise.resolve();
  private readonly pause = new Bell();

  constructor(
    private readonly consumer: string,
    private readonly accept: Accept,
    private readonly link: NatsLink,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.pause.ring();
    await this.messages?.close();
    // Before NATS was ever there, the loop ends only when the link is closed.
    if (this.messages) await this.loop;
    await this.arrived.idle();
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.receive();
      } catch (error) {
        this.log.warn({ error, consumer: this.consumer }, 'cannot receive from NATS, trying again');
      }
      this.isReceiving = false;
      this.link.forget();
      await this.pause.wait(500);
    }
  }

  /** Ends when stopped, or when the stream or the durable consumer is no more. */
  private async receive(): Promise<void> {
    const stream = await this.link.jetstream();
    const durable = await stream.consumers.get(streamName, durableName(this.consumer));
    const messages = await durable.consume({
      max_messages: 1_000,
      expires: 10_000,
      idle_heartbeat: 1_000,
      abort_on_missing_resource: true,
    });
    this.messages = messages;
    if (this.isStopping) await messages.close();
    this.isReceiving = true;
    for await (const message of messages) this.arrived.add([message]);
  }

  private async store(batch: JsMsg[]): Promise<void> {
    const received = batch.flatMap((message) => this.read(message));
    // A message sent again for another consumer may be cleared from this inbox already: it must not count as new.
    const isMine = ({ waiting }: Envelope) => waiting.includes(this.consumer);
    const mine = received.map(({ envelope }) => envelope).filter(isMine);
    try {
      const stored = new Set(await this.accept(mine));
      for (const { message, envelope } of received) {
        if (stored.has(envelope.id) || !isMine(envelope)) message.ack();
        else this.refuse(message);
      }
      await this.confirm(mine.filter(({ id }) => stored.has(id)));
    } catch (error) {
      this.log.warn({ error, consumer: this.consumer }, 'cannot store messages, they will come again');
      for (const { message } of received) message.nak(1_000);
    }
  }

  /**
   * A message that cannot be read is dropped from the stream, so that it delays no other: if a service sent it, its
   * outbox still has it.
   */
  private read(message: JsMsg): { message: JsMsg; envelope: Envelope }[] {
    const envelope = readEnvelope(message);
    if (envelope) return [{ message, envelope }];
    const { subject, seq } = message;
    this.log.error({ consumer: this.consumer, subject, seq }, 'dropped a message that cannot be read');
    message.term();
    return [];
  }

  /**
   * A predecessor that another relay is sending arrives soon, so a message out of order is redelivered a few times.
   * Then it is dropped from the stream: unacknowledged messages count towards `max_ack_pending`, and at that limit the
   * missing predecessors themselves would not be delivered. Nothing is lost: this consumer has not confirmed it, so its
   * outbox row stays, and the next sending gets a new id and names the predecessor of that time.
   */
  private refuse(message: JsMsg): void {
    if (message.info.deliveryCount < outOfOrderOffers) message.nak(outOfOrderMs);
    else message.term();
  }

  private async confirm(stored: Envelope[]): Promise<void> {
    const connection = await this.link.open();
    for (const origin of new Set(stored.map((envelope) => envelope.origin))) {
      const confirmations = stored
        .filter((envelope) => envelope.origin === origin)
        .map(({ id }) => ({ id, consumer: this.consumer }));
      connection.publish(confirmSubject(origin), JSON.stringify(confirmations));
    }
  }
}
