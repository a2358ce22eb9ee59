import type { Subject } from '@hub/contracts';
import type { Confirmation, Envelope } from './outbox.js';

/** Puts messages into a consumer's inbox and returns the ids that are there now. */
export type Accept = (batch: readonly Envelope[]) => Promise<string[]>;

/**
 * Moves messages from an outbox to inboxes and confirmations back. It may lose, repeat and reorder messages:
 * outbox and inbox correct all of that.
 */
export interface Carrier {
  /** A service joins once; `confirm` is called with the confirmations for its messages. */
  join(service: string, confirm: (confirmations: Confirmation[]) => Promise<void>): void;
  /** Starts to deliver a subject to a consumer. */
  subscribe(consumer: string, subject: Subject, accept: Accept): void;
  /** Stops the delivery to a consumer; what arrives now is delivered again later. */
  leave(consumer: string): Promise<void>;
  /** False while it is pointless to take messages out of the outbox. */
  canSend(): boolean;
  /** Throws when any of the batch may not have left. */
  send(batch: readonly Envelope[]): Promise<void>;
  /** What is not there yet, in words; empty when all is well. */
  waitsFor(): string[];
  close(): Promise<void>;
}

/** One process: a batch is passed by a function call. A consumer that is not here yet confirms later. */
export class InProcessCarrier implements Carrier {
  private readonly services = new Map<string, (confirmations: Confirmation[]) => Promise<void>>();
  private readonly consumers = new Map<string, Accept>();

  join(service: string, confirm: (confirmations: Confirmation[]) => Promise<void>): void {
    this.services.set(service, confirm);
  }

  subscribe(consumer: string, _subject: Subject, accept: Accept): void {
    this.consumers.set(consumer, accept);
  }

  leave(consumer: string): Promise<void> {
    this.consumers.delete(consumer);
    return Promise.resolve();
  }

  canSend(): boolean {
    return true;
  }

  waitsFor(): string[] {
    return [];
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async send(batch: readonly Envelope[]): Promise<void> {
    const consumers = [...new Set(batch.flatMap(({ waiting }) => waiting))];
    const answers = await Promise.allSettled(consumers.map((consumer) => this.hand(consumer, batch)));
    const confirmed = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    await this.services.get(batch[0]?.origin ?? '')?.(confirmed);
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  }

  private async hand(consumer: string, batch: readonly Envelope[]): Promise<Confirmation[]> {
    const accept = this.consumers.get(consumer);
    if (!accept) return [];
    const ids = await accept(batch.filter(({ waiting }) => waiting.includes(consumer)));
    return ids.map((id) => ({ id, consumer }));
  }
}
