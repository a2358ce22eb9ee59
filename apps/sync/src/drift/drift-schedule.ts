import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { AskDrift } from './ask-drift.js';
import { DueAccounts } from './due-accounts.js';
import type { Night } from './night.js';

/** Injection token of the night in which accounts are looked at; without one none is looked at by itself. */
export const DRIFT_NIGHT = Symbol('night of drift');

const consumer = 'sync.drift-nights';
const everyMs = 60_000;

/** Asks for a reading of every account in its minute of the night, once. */
@Injectable()
export class DriftSchedule implements OnModuleInit {
  constructor(
    @Inject(AskDrift) private readonly asking: AskDrift,
    @Inject(DueAccounts) private readonly due: DueAccounts,
    @Optional() @Inject(DRIFT_NIGHT) private readonly night: Night | null,
    @Inject(Bus) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    const { night } = this;
    if (!night) return;
    this.bus.consume({ consumer, concurrency: 1, handle: () => this.tick(new Date(), night) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  /** Asks for a reading of every account that is due. */
  async tick(now: Date, night: Night): Promise<void> {
    for (const { accountId, askedAt } of await this.due.list(now, night))
      await this.asking.ask(accountId, askedAt, randomUUID(), now);
  }
}
