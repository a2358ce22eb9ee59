import { randomUUID } from 'node:crypto';
import type { LeadOfAccount } from '@hub/journal';
import { message, type Message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, type EntityManager } from 'typeorm';
import { Transfer, type TransferRow } from '../transfer/transfer.entity.js';
import { isUnbegun } from './decide-re-route.js';
import { hqRemoved } from './hq-removed.js';
import { ReRoute, underWay, type ReRouteRow, type ReRouteState } from './re-route.entity.js';

/** Questions about legs that leave their branch. Writes take the caller's transaction. */
@Injectable()
export class ReRouteRepository {
  constructor(private readonly source: DataSource) {}

  /** The one under way of a leg, or null. */
  async findUnderWay(legId: string): Promise<ReRoute | null> {
    return this.source.manager.findOneBy(ReRoute, { legId, state: In([...underWay]) });
  }

  /** The newest of a leg whose work is not at its end: under way, or without its note; null also while its HQ account is removed. */
  async findUnfinished(legId: string): Promise<ReRoute | null> {
    return this.source.manager
      .createQueryBuilder(ReRoute, 'row')
      .innerJoin(Transfer, 'leg', 'leg.id = row.legId')
      .where('row.legId = :legId AND (row.state IN (:...underWay) OR NOT row.isNoted)', { legId, underWay })
      .andWhere(`NOT EXISTS (${hqRemoved('leg')})`)
      .orderBy('row.askedAt', 'DESC')
      .getOne();
  }

  /**
   * The branch leads whose re-route is not at its end, those asked for in the last minute left out. `accountId`: only
   * of this account, of HQ or of a branch; none of a removed HQ account. Of those that one account refuses, the one of the longest ago alone.
   */
  async listUnfinished(accountId: string | null): Promise<(LeadOfAccount & { id: string })[]> {
    const rows: { id: string; accountId: string; leadId: string }[] = await this.source.query(
      `WITH unfinished AS (
       SELECT r.id, leg.target ->> 'accountId' AS account_id, leg.branch_lead_id, r.refused_at,
         row_number() OVER (PARTITION BY r.refused_by, r.refused_at IS NULL ORDER BY r.refused_at, r.id) AS place
       FROM router.re_route r JOIN router.transfer leg ON leg.id = r.leg_id
       WHERE (r.state = ANY ($1) OR NOT r.is_noted) AND r.asked_at < now() - interval '1 minute'
         AND leg.branch_lead_id IS NOT NULL AND NOT EXISTS (${hqRemoved('leg')})
         AND ($2::uuid IS NULL OR leg.hq_account_id = $2 OR leg.target ->> 'accountId' = $2::text))
       SELECT id, account_id AS "accountId", branch_lead_id AS "leadId" FROM unfinished
        WHERE refused_at IS NULL OR place = 1`,
      [underWay, accountId],
    );
    return rows.map(({ leadId, ...row }) => ({ ...row, leadId: Number(leadId) }));
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

  /**
   * This leg has the branch lead of a former one: what that was left for does not count again. The lead may show the rejection still,
   * and a branch that has opened it itself wants it.
   */
  async keepCause(
    tx: EntityManager,
    { id: legId }: Pick<TransferRow, 'id'>,
    { endedAs: why }: Pick<TransferRow, 'endedAs'>,
  ): Promise<void> {
    if (why !== 'rejected' && why !== 'not-taken') return;
    await this.add(tx, {
      ...{ id: randomUUID(), legId, why, reason: message('custody.why-reopened'), branchId: null },
      ...{ state: 'kept', isNoted: true, baseline: null, stepStartedAt: null, stepWrittenAt: null },
      ...{ refusedAt: null, refusedBy: null, problem: null, askedAt: new Date() },
    });
  }

  /** Another branch is to have the lead, for this reason. False: it has left by now, or another branch was wanted meanwhile. */
  async changeBranch(
    tx: EntityManager,
    row: ReRouteRow,
    branchId: string,
    reason: Message,
  ): Promise<boolean> {
    const why = row.why === 'not-taken' && isUnbegun(row) ? { why: 're-routed' as const } : {};
    const { affected } = await tx.update(ReRoute, asRead(row), { branchId, reason, ...why });
    return affected === 1;
  }

  /** No branch is to have the lead before the one for which its leg waits. False as for `changeBranch`. */
  async clearBranch(tx: EntityManager, row: ReRouteRow): Promise<boolean> {
    const { affected } = await tx.update(ReRoute, asRead(row), { branchId: null });
    return affected === 1;
  }

  /** Forgets one of which nothing was done. False: the closing may have begun. */
  async drop(tx: EntityManager, { id, legId }: ReRouteRow): Promise<boolean> {
    const [, dropped] = await tx.query<[unknown[], number]>(
      `DELETE FROM router.re_route WHERE id = $1 AND ${unbegun}`,
      [id],
    );
    return dropped === 1 && this.followAgain(tx, legId);
  }

  /** The branch keeps the lead, although «Филиал» may name the other one still. False: the closing may have begun. */
  async keep(tx: EntityManager, { id, legId }: ReRouteRow): Promise<boolean> {
    const [, kept] = await tx.query<[unknown[], number]>(
      `UPDATE router.re_route SET state = 'kept', is_noted = true WHERE id = $1 AND ${unbegun}`,
      [id],
    );
    return kept === 1 && this.followAgain(tx, legId);
  }

  /** The lead leaves no more: what its branch has made of it meanwhile is followed by the next check. The leg is locked before its mirror. */
  private async followAgain(tx: EntityManager, legId: string): Promise<true> {
    await tx.query('SELECT FROM router.transfer WHERE id = $1 FOR UPDATE', [legId]);
    await tx.query('UPDATE router.mirror SET seen_version = 0 WHERE leg_id = $1', [legId]);
    return true;
  }

  /** The leg waits for the branch that was to have its lead, however a person has asked for it; what HQ shows is read anew. */
  async waitForBranch(tx: EntityManager, { legId, branchId }: ReRouteRow): Promise<void> {
    await tx.query(
      'UPDATE router.transfer SET wanted_branch_id = $2, wanted_since = now(), choice_read_at = NULL WHERE id = $1',
      [legId, branchId],
    );
  }

  /**
   * As `change`, for a step that was decided by the row as it was read. Throws `RetryLater` when people have changed meanwhile what is
   * wanted.
   */
  async advance(tx: EntityManager, row: ReRouteRow, change: Partial<ReRouteRow>): Promise<void> {
    const { affected } = await tx.update(ReRoute, asRead(row), change);
    if (affected !== 1) throw new RetryLater(message('failures.transfer-changed'), 0);
  }

  async change(tx: EntityManager, id: string, change: Partial<ReRouteRow>): Promise<void> {
    await tx.update(ReRoute, { id }, change);
  }
}

const asRead = ({ id, state, branchId }: ReRouteRow) => ({ id, state, branchId: branchId ?? IsNull() });

/** In SQL: `isUnbegun` of `decide-re-route.ts`. */
const unbegun = `state = 'asked' AND step_started_at IS NULL AND baseline -> 'away' IS NULL`;
