import { AlarmRepository } from '@hub/accounts';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReceiveLeads } from '../receive/receive-lead.js';
import { BringOn } from './bring-on.js';

/** Rules of an HQ account are saved: what waits for them goes on. */
@Injectable()
export class FollowRules {
  constructor(
    private readonly bus: Bus,
    private readonly alarms: AlarmRepository,
    private readonly received: ReceiveLeads,
    private readonly on: BringOn,
  ) {}

  /**
   * In the transaction that saves the rules. Alarms about the stage of other rules go as well: what those refuse still
   * raises them again. Leads whose work was given up are judged again (`ReJudge`), so that many do not move at once.
   */
  async run(tx: EntityManager, hqAccountId: string, correlationId: string): Promise<void> {
    const all = { prefix: '', subjects: [] };
    await this.alarms.clearOthers(tx, 'handed-over-stage-refused', all, new Date());
    await this.bus.releaseGivenUp(tx, hqAccountId);
    await this.received.hasten(tx, hqAccountId);
    await this.on.head(tx, hqAccountId, correlationId);
  }
}
