import type { LeadOfAccount } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { ReRoute, underWay, type ReRouteRow, type ReRouteState } from './re-route.entity.js';

/** Questions about legs that leave their branch. Writes take the caller's transaction. */
@Injectable()
export class ReRouteRepository {
  constructor(private readonly source: DataSource) {}

  /** The one under way of a leg, or null. */
  async findUnderWay(legId: string): Promise<ReRoute | null> {
    return this.source.manager.findOneBy(ReRoute, { legId, state: In([...underWay]) });
  }

  /** The newest of a leg whose work is not at its end: under way, or without its note. */
  async findUnfinished(legId: string): Promise<ReRoute | null> {
    const where = [
      { legId, state: In([...underWay]) },
      { legId, isNoted: false },
    ];
    return this.source.manager.findOne(ReRoute, { where, order: { askedAt: 'DESC' } });
  }

  /**
   * The branch leads whose re-route is not at its end, those asked for in the last minute left out. `accountId`: only
   * of this account, of HQ or of a branch. Of those that one account refuses, the one of the longest ago alone.
   */
  async listUnfinished(accountId: string | null): Promise<(LeadOfAccount & { id: string })[]> {
    const rows: { id: string; accountId: string; leadId: string }[] = await this.source.query(
      `WITH unfinished AS (
       SELECT r.id, leg.target ->> 'accountId' AS account_id, leg.branch_lead_id, r.refused_at,
         row_number() OVER (PARTITION BY r.refused_by, r.refused_at IS NULL ORDER BY r.refused_at, r.id) AS place
       FROM router.re_route r JOIN router.transfer leg ON leg.id = r.leg_id
       WHERE (r.state = ANY ($1) OR NOT r.is_noted) AND r.asked_at < now() - interval '1 minute'
         AND leg.branch_lead_id IS NOT NULL
         AND ($2::uuid IS NULL OR leg.hq_account_id = $2 OR leg.target ->> 'accountId' = $2::text))
       SELECT id, account_id AS "accountId", branch_lead_id AS "leadId" FROM unfinished
        WHERE refused_at IS NULL OR place = 1`,
      [underWay, accountId],
    );
    return rows.map(({ leadId, ...row }) => ({ ...row, leadId: Number(leadId) }));
  }

  /** Whether the branch has kept the lead when it was last to go to this branch. */
  async wasKept(legId: string, branchId: string): Promise<boolean> {
    const last = await this.source.manager.findOne(ReRoute, {
      where: { legId, branchId },
      order: { askedAt: 'DESC' },
    });
    return last?.state === 'kept';
  }

  /** How far the last rejection of a leg has got; null: there was none. */
  async findRejection(legId: string): Promise<ReRouteState | null> {
    const where = { legId, why: 'rejected' as const };
    const last = await this.source.manager.findOne(ReRoute, { where, order: { askedAt: 'DESC' } });
    return last?.state ?? null;
  }

  /** The branch lead does not show the rejection any more: when it comes back, it is a new one. */
  async withdrawRejection(tx: EntityManager, legId: string): Promise<void> {
    const kept = { legId, why: 'rejected' as const, state: 'kept' as const, isNoted: true };
    await tx.update(ReRoute, kept, { state: 'withdrawn' });
  }

  /** Adds one. Fails with SQLSTATE 23505 when the leg has one under way. */
  async add(tx: EntityManager, reRoute: ReRouteRow): Promise<void> {
    await tx.insert(ReRoute, reRoute);
  }

  async change(tx: EntityManager, id: string, change: Partial<ReRouteRow>): Promise<void> {
    await tx.update(ReRoute, { id }, change);
  }
}
