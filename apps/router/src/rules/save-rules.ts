import type { RoutingRulesBody } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Bus } from '@hub/bus';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FollowRules } from '../again/follow-rules.js';
import type { RoutingRules } from './routing-rules.entity.js';
import { RoutingRulesRepository } from './routing-rules.repository.js';

/** Saves rules, and with them the work that goes on by them. */
@Injectable()
export class SaveRules {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly follow: FollowRules,
    private readonly bus: Bus,
  ) {}

  /** The version after `ifVersion`; throws 412 when another one is in force by now. */
  async run(body: RoutingRulesBody, ifVersion: number | null, correlationId: string): Promise<RoutingRules> {
    return inTransaction(this.source, async (tx) => {
      const { hqAccountId } = body;
      await this.follow.run(tx, hqAccountId, correlationId);
      const saved = await this.rules.add(tx, body, ifVersion, new Date());
      await this.bus.publish(tx, 'rules.saved', { hqAccountId }, { key: hqAccountId, correlationId });
      return saved;
    });
  }
}
