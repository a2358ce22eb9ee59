import { Bus, enqueuePerSpan } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { checkConsumer, escalationCheckConsumer } from './custody-work.js';

/** What changes within this time is looked at once. */
const spanMs = 2_000;

/** Asks for the checks of custody that come every five minutes, because something that leads may wait for has changed. */
@Injectable()
export class AskChecks {
  constructor(private readonly bus: Bus) {}

  /** In the transaction of the change. */
  async run(tx: EntityManager, correlationId: string): Promise<void> {
    for (const consumer of [checkConsumer, escalationCheckConsumer]) {
      const about = { key: consumer, id: consumer, at: Date.now(), spanMs, correlationId };
      await enqueuePerSpan(this.bus, tx, consumer, {}, about);
    }
  }
}
