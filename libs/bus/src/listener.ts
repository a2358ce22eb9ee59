import type { Logger } from '@hub/platform';
import { Client } from 'pg';

/**
 * One LISTEN connection. Lost, it is opened again every second, and everybody is woken because a bell may have been
 * missed; meanwhile the slow poll does the work.
 */
export class Listener {
  /** False before the first connection and while it is lost. */
  isListening = false;
  private client: Client | undefined;
  private isStopping = false;
  private again: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly channels: Record<string, (payload: string | undefined) => void>,
    private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    const client = new Client({
      connectionString: this.url,
      application_name: 'bus listener',
      keepAlive: true,
    });
    client.on('notification', ({ channel, payload }) => this.channels[channel]?.(payload));
    client.on('error', () => this.restart(client));
    client.on('end', () => this.restart(client));
    this.client = client;
    try {
      await client.connect();
      for (const channel of Object.keys(this.channels)) await client.query(`LISTEN ${channel}`);
      this.isListening = true;
      for (const wake of Object.values(this.channels)) wake(undefined);
    } catch (error) {
      this.log.warn({ error }, 'cannot listen to PostgreSQL, trying again in a second');
      this.restart(client);
    }
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    clearTimeout(this.again);
    await this.client?.end().catch(() => undefined);
  }

  private restart(broken: Client): void {
    if (this.isStopping || this.client !== broken) return;
    this.client = undefined;
    this.isListening = false;
    broken.end().catch(() => undefined);
    this.again = setTimeout(() => void this.start(), 1_000);
  }
}
