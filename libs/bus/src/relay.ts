import type { Logger } from '@hub/platform';
import { Bell } from './bell.js';
import type { Carrier } from './carrier.js';
import type { Outbox } from './outbox.js';

const batchSize = 200;
/** The safety net beside LISTEN/NOTIFY. */
const pollMs = 2_000;

/** Moves one service's outbox to the carrier: take what is due, send it, sleep until the bell rings. */
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

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.bell.ring();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      try {
        const batch = await this.outbox.takeDue(batchSize);
        if (batch.length > 0) await this.carrier.send(batch);
        if (batch.length < batchSize) await this.bell.wait(await this.outbox.nextDueMs(pollMs));
      } catch (error) {
        this.log.warn({ error }, 'the relay cannot send, it tries again in a second');
        await this.bell.wait(1_000);
      }
    }
  }
}
