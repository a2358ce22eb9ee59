import type { RoutingRulesBody } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { RoutingRules } from './routing-rules.entity.js';

/** Questions about the versions of the routing rules. */
@Injectable()
export class RoutingRulesRepository {
  constructor(private readonly source: DataSource) {}

  /** The version in force, or null before the first one was saved. In a transaction pass it. */
  async findCurrent(tx: EntityManager = this.source.manager): Promise<RoutingRules | null> {
    const [current] = await tx.find(RoutingRules, { order: { version: 'DESC' }, take: 1 });
    return current ?? null;
  }

  /** The newest version about this HQ account: the rules in force, unless they are about another account by now. */
  async getNewestOf(hqAccountId: string): Promise<RoutingRules> {
    return this.source.manager
      .createQueryBuilder(RoutingRules, 'row')
      .where(`row.rules ->> 'hqAccountId' = :hqAccountId`, { hqAccountId })
      .orderBy('row.version', 'DESC')
      .limit(1)
      .getOneOrFail();
  }

  /** The version, or null. */
  async findVersion(version: number): Promise<RoutingRules | null> {
    return this.source.manager.findOneBy(RoutingRules, { version });
  }

  /**
   * Adds the version after `ifVersion`; after whichever is there when that is null. Throws 412 when another one is in
   * force by now.
   */
  async add(
    tx: EntityManager,
    rules: RoutingRulesBody,
    ifVersion: number | null,
    now: Date,
  ): Promise<RoutingRules> {
    await tx.query('LOCK TABLE router.routing_rules IN SHARE ROW EXCLUSIVE MODE');
    const current = (await tx.maximum(RoutingRules, 'version')) ?? 0;
    if (ifVersion !== null && ifVersion !== current)
      throw new Problem(412, message('edge.stale', { version: current }));
    const version = current + 1;
    const saved = tx.create(RoutingRules, { version, rules, savedAt: now });
    await tx.insert(RoutingRules, saved);
    return saved;
  }
}
