import { AlarmRepository } from '@hub/accounts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BringOn } from './bring-on.js';

/** Rules of an HQ account are saved: what waits for them goes on. */
@Injectable()
export class FollowRules {
  constructor(
    private readonly alarms: AlarmRepository,
    private readonly on: BringOn,
  ) {}

  /** In the transaction that saves the rules. */
  async run(tx: EntityManager, hqAccountId: string, correlationId: string): Promise<void> {
    await this.alarms.clear(tx, 'handed-over-stage-refused', hqAccountId, new Date());
    await this.on.head(tx, hqAccountId, correlationId);
  }
}
