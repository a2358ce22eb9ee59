import { jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node';
import type { Logger } from '@hub/platform';
import { Bell } from './bell.js';
import { declareTopology, restoreTopology } from './nats-topology.js';

/** The process's one connection for messages. It waits for NATS as long as it takes and declares what the bus needs. */
export class NatsLink {
  private connection: NatsConnection | undefined;
  private opening: Promise<NatsConnection> | undefined;
  private isUp = false;
  private declared: Promise<JetStreamClient> | undefined;
  private hasDeclared = false;
  private isClosing = false;
  private readonly pause = new Bell();

  constructor(
    readonly options: NodeConnectionOptions,
    private readonly log: Logger,
  ) {}

  get isConnected(): boolean {
    return this.isUp;
  }

  /** The connection, once there is one. Rejects only when the link is closed first. */
  open(): Promise<NatsConnection> {
    this.opening ??= this.dial();
    return this.opening;
  }

  /** JetStream with stream and consumers declared. Rejects when NATS cannot do it now; retry later. */
  async jetstream(): Promise<JetStreamClient> {
    const connection = await this.open();
    this.declared ??= jetstreamManager(connection, { timeout: 5_000 }).then(async (manager) => {
      await (this.hasDeclared ? restoreTopology(manager) : declareTopology(manager));
      this.hasDeclared = true;
      return manager.jetstream();
    });
    try {
      return await this.declared;
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** The declarations may be gone, for NATS's data can be wiped: the next use declares again. */
  forget(): void {
    this.declared = undefined;
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.pause.ring();
    await this.connection?.drain().catch(() => undefined);
    // A connection without a server to drain to would go on reconnecting.
    await this.connection?.close();
  }

  private async dial(): Promise<NatsConnection> {
    let words = '';
    while (!this.isClosing) {
      try {
        const connection = await connect({ ...this.options, name: 'franchise-hub bus' });
        this.connection = connection;
        this.isUp = true;
        void this.watch(connection);
        if (words) this.log.info('NATS is there');
        return connection;
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        if (said !== words) this.log.warn({ error }, 'NATS is not there yet, waiting for it');
        words = said;
        await this.pause.wait(1_000);
      }
    }
    throw new Error('The bus is closing');
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type !== 'disconnect' && type !== 'reconnect') continue;
      this.isUp = type === 'reconnect';
      this.forget();
      this.log.warn(type === 'reconnect' ? 'NATS is back' : 'NATS is gone, waiting for it');
    }
    this.isUp = false;
  }
}
