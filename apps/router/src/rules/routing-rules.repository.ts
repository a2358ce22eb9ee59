import type { RoutingRulesBody } from '@hub/contracts';
import { askPrepared, BatchedRead } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { formerAccounts } from '../custody/former-accounts.js';
import { RoutingRules } from './routing-rules.entity.js';

/** Of these there are few: rules of one head office, or of one before. */
const versionsKept = 16;

/** Questions about the versions of the routing rules. */
@Injectable()
export class RoutingRulesRepository {
  /** By version. A version never changes. */
  private readonly known = new Map<number, RoutingRules>();
  private readonly newest = new BatchedRead<string | null, number | null>((ids) => this.readNewest(ids));

  constructor(private readonly source: DataSource) {}

  /** The version in force, or null before the first one was saved. In a transaction pass it. */
  async findCurrent(tx?: EntityManager): Promise<RoutingRules | null> {
    if (!tx) return this.find(await this.newest.of(null));
    const [current] = await tx.find(RoutingRules, { order: { version: 'DESC' }, take: 1 });
    return current ?? null;
  }

  /** The version in force, when it is about this account; null otherwise. */
  async findCurrentOf(accountId: string): Promise<RoutingRules | null> {
    const current = await this.findCurrent();
    return current?.rules.hqAccountId === accountId ? current : null;
  }

  /**
   * The newest version about this HQ account: the rules in force, unless they are about another account by now. For an account
   * that is connected again, and that has none yet, the newest about it under a former id: its leads go on by them.
   */
  async getNewestOf(hqAccountId: string): Promise<RoutingRules> {
    const found = await this.find(await this.newest.of(hqAccountId));
    if (!found) throw new Error(`there are no routing rules about the account ${hqAccountId}`);
    return found.rules.hqAccountId === hqAccountId
      ? found
      : { ...found, rules: { ...found.rules, hqAccountId } };
  }

  /** The version, or null. */
  async findVersion(version: number): Promise<RoutingRules | null> {
    return this.find(version);
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

  private async find(version: number | null): Promise<RoutingRules | null> {
    if (version === null) return null;
    const known = this.known.get(version) ?? (await this.source.manager.findOneBy(RoutingRules, { version }));
    if (!known) return null;
    this.known.delete(version);
    this.known.set(version, known);
    const [oldest] = this.known.keys();
    if (this.known.size > versionsKept && oldest !== undefined) this.known.delete(oldest);
    return known;
  }

  /** The newest versions about these HQ accounts; null: about whichever. */
  private async readNewest(hqAccountIds: readonly (string | null)[]): Promise<(number | null)[]> {
    const rows = await askPrepared<{ version: number | null }>(
      this.source,
      {
        name: 'newest-rules',
        text: `SELECT CASE WHEN asked.id IS NULL THEN (SELECT max(version) FROM router.routing_rules)
           ELSE coalesce((SELECT max(version) FROM router.routing_rules WHERE rules ->> 'hqAccountId' = asked.id),
             (SELECT max(version) FROM router.routing_rules WHERE rules ->> 'hqAccountId' IN (
               SELECT former.id::text FROM ${formerAccounts} WHERE own.id = asked.id::uuid))) END AS version
         FROM unnest($1::text[]) WITH ORDINALITY AS asked (id, n) ORDER BY asked.n`,
      },
      [hqAccountIds],
    );
    return rows.map(({ version }) => version);
  }
}
