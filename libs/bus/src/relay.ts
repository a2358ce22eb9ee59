import type { Logger } from '@hub/platform';
import { Bell, restAfter } from './bell.js';
import type { Carrier } from './carrier.js';
import type { Envelope, Outbox } from './outbox.js';

const batchSize = 200;
/** The safety net beside LISTEN/NOTIFY; also how late a message may be sent again. */
const pollMs = 2_000;
/** How often to check whether an unavailable carrier is back. */
const awayMs = 200;

/** Moves one service's outbox to the carrier: takes due messages, sends them, sleeps until woken. */
export class Relay {
  readonly bell = new Bell();
  private isStopping = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly outbox: Outbox,
    private readonly carrier: Carrier,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.loop = this.run();
  }

  /** Ends after the current batch. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.bell.ring();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      if (!this.carrier.canSend()) {
        await this.bell.wait(awayMs);
        continue;
      }
      try {
        const batch = await this.outbox.takeDue(batchSize);
        if (batch.length > 0) await this.send(batch);
        if (batch.length < batchSize) await this.bell.wait(pollMs, restAfter(batch.length));
      } catch (error) {
        this.log.warn({ error }, 'the relay cannot send, it tries again in a second');
        await this.bell.wait(1_000);
      }
    }
  }

  /** Messages that may not have left are due again at once; the long wait is for those that were not confirmed. */
  private async send(batch: readonly Envelope[]): Promise<void> {
    try {
      await this.carrier.send(batch);
    } catch (error) {
      await this.outbox.putBack(batch);
      throw error;
    }
  }
}
