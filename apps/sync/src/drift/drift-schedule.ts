import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { AskDrift } from './ask-drift.js';
import { DueAccounts } from './due-accounts.js';
import type { Night } from './night.js';

/** Injection token of the night in which accounts are read; without one only postponed readings are made. */
export const DRIFT_NIGHT = Symbol('night of drift');

const consumer = 'sync.drift-nights';
const everyMs = 60_000;

/** Asks for a reading of every account in its minute of the night, once. */
@Injectable()
export class DriftSchedule implements OnModuleInit {
  constructor(
    @Inject(AskDrift) private readonly asking: AskDrift,
    @Inject(DueAccounts) private readonly due: DueAccounts,
    @Optional() @Inject(DRIFT_NIGHT) private readonly night: Night | null = null,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.tick(new Date(), this.night) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /**
   * Asks for a reading of every account that is due, and raises the alarm of every one that a plan keeps from being
   * read. Ends what was found in an account that went to another reference group.
   */
  async tick(now: Date, night: Night | null): Promise<void> {
    const { due, keptFromReading, left } = await this.due.list(now, night);
    for (const { accountId, askedAt } of due) await this.asking.ask(accountId, askedAt, randomUUID(), now);
    for (const { accountId } of keptFromReading) await this.asking.noteKeptFromReading(accountId, now);
    for (const accountId of left) await this.asking.endFindings(accountId, now);
  }
}
