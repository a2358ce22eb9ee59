import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { keepAlive } from '@hub/database';
import type { Logger } from '@hub/platform';
import { Client } from 'pg';

/**
 * The one LISTEN connection of the process: a NOTIFY wakes every listening connection, so one connection per service
 * would be expensive. A lost connection is reopened with a retry every second, and then every loop is woken because a
 * NOTIFY may have been missed; until then each service's query for due work finds it.
 */
export class Listener implements OnApplicationBootstrap, OnModuleDestroy {
  /** False before the first connection and while it is lost. */
  isListening = false;
  private client: Client | undefined;
  private isStopping = false;
  private again: NodeJS.Timeout | undefined;
  private readonly channels = new Map<string, (payload: string | undefined) => void>();

  constructor(
    private readonly url: string,
    private readonly log: Logger,
  ) {}

  /** Before the application starts. `wake` is called without a payload when any may have been missed. */
  on(channel: string, wake: (payload: string | undefined) => void): void {
    this.channels.set(channel, wake);
  }

  onApplicationBootstrap(): Promise<void> {
    return this.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.again);
    await this.client?.end().catch(() => undefined);
  }

  private async start(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'bus listener',
      ...keepAlive,
    });
    client.on('notification', ({ channel, payload }) => this.channels.get(channel)?.(payload));
    client.on('error', () => this.restart(client));
    client.on('end', () => this.restart(client));
    this.client = client;
    try {
      await client.connect();
      for (const channel of this.channels.keys()) await client.query(`LISTEN ${channel}`);
      this.isListening = true;
      for (const wake of this.channels.values()) wake(undefined);
    } catch (error) {
      this.log.warn({ error }, 'cannot listen to PostgreSQL, trying again in a second');
      this.restart(client);
    }
  }

  private restart(broken: Client): void {
    if (this.isStopping || this.client !== broken) return;
    this.client = undefined;
    this.isListening = false;
    broken.end().catch(() => undefined);
    this.again = setTimeout(() => void this.start(), 1_000);
  }
}
