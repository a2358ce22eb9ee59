import { Bus, enqueuePerSpan } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { checkConsumer, escalationCheckConsumer } from './custody-work.js';

/** Changes within this time share one check. */
const spanMs = 2_000;

/** Enqueues the five-minute checks of custody ahead of time, because something that leads may wait for has changed. */
@Injectable()
export class AskChecks {
  constructor(private readonly bus: Bus) {}

  /** In the transaction of the change; of all accounts without `accountId`. */
  async run(tx: EntityManager, correlationId: string, accountId: string | null = null): Promise<void> {
    for (const consumer of [checkConsumer, escalationCheckConsumer]) {
      const id = `${consumer} ${accountId ?? ''}`;
      const about = { key: consumer, id, at: Date.now(), spanMs, correlationId };
      await enqueuePerSpan(this.bus, tx, consumer, { accountId }, about);
    }
  }
}
