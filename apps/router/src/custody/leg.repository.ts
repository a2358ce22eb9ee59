import type { LegEnd } from '@hub/contracts';
import type { BatchedRead } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { LegOfLead } from '../lead/known-branches.js';
import type { Target } from '../rule/facts.js';
import { RoutingRules } from '../rules/routing-rules.entity.js';
import { lastAt, newestOfLeads, type HqLead } from '../transfer/leads-of-hq.js';
import { Transfer, type TransferRow } from '../transfer/transfer.entity.js';
import type { ShownChoice } from './decide-choice.js';
import type { LegState } from './decide-custody.js';
import { hqClosed } from './hq-closed.js';
import { hqRemoved } from './hq-removed.js';
import { forgetLegs } from './forget-legs.js';
import { Mirror } from './mirror.entity.js';
import { ReRoute, underWay } from './re-route.entity.js';
import type { SeenLeg } from './view-custody.js';

/** A leg whose branch lead exists. */
export interface BranchLeg extends TransferRow {
  branchLeadId: number;
}

/** A leg that has ended. */
export interface EndedLeg extends BranchLeg {
  endedAt: Date;
}

/** A leg whose lead nobody has taken, with the time that was agreed for it. */
export interface UntakenLeg extends BranchLeg {
  handedAt: Date;
  takeWithinMinutes: number;
}

/** How soon to check a leg again whose transfer was not done: each attempt reads the branch account. */
const untilDoneMs = 15_000;

const wantedByNobody = { wantedBranchId: null, wantedSince: null };

/** Questions about the legs of trails. Writes take the caller's transaction. */
@Injectable()
export class LegRepository {
  private readonly left: BatchedRead<HqLead, Transfer | null>;

  constructor(private readonly source: DataSource) {
    this.left = newestOfLeads(source, (query) =>
      query.where('row.endedAt IS NOT NULL AND (row.inHandSince IS NOT NULL OR row.offHand IS NOT NULL)'),
    );
  }

  /** The leg, or null while it has no branch lead. */
  async findById(id: string): Promise<BranchLeg | null> {
    const leg = await this.source.manager.findOneBy(Transfer, { id });
    return leg && hasLead(leg) ? leg : null;
  }

  /** The legs that have this branch lead, oldest first: duplicate control joins several HQ leads to one deal. */
  async listByBranchLead(
    accountId: string,
    branchLeadId: number,
    tx: EntityManager = this.source.manager,
  ): Promise<BranchLeg[]> {
    const legs = await this.ofBranchLead(accountId, branchLeadId, tx).orderBy('leg.startedAt').getMany();
    return legs.filter(hasLead);
  }

  /** What the legs with these branch leads, of whatever account, say of a client; newest first. */
  async listOfClient(branchLeadIds: readonly number[]): Promise<LegOfLead[]> {
    if (branchLeadIds.length === 0) return [];
    const legs = await this.source.manager.find(Transfer, {
      where: { branchLeadId: In([...branchLeadIds]), state: Not('cancelled') },
      order: { startedAt: 'DESC' },
    });
    return legs.filter(hasLead).map(({ target, branchLeadId: leadId, hqLeadId, branchId, endedAs }) => ({
      ...{ accountId: target.accountId, leadId, hqLeadId, branchId, endedAs },
    }));
  }

  /** Whether the branch lead is not the hub's to change: the branch's own deal, or one that another living leg has too. */
  async isForeign({ id, isJoined, target, branchLeadId }: BranchLeg): Promise<boolean> {
    if (isJoined) return true;
    const others = this.ofBranchLead(target.accountId, branchLeadId);
    return others.andWhere('leg.id <> :id AND leg.endedAt IS NULL', { id }).getExists();
  }

  /** The leg after which an HQ lead is in hand, or null. */
  async findInHand(hqAccountId: string, hqLeadId: number): Promise<Transfer | null> {
    const left = await this.findLeft(hqAccountId, hqLeadId);
    return left?.inHandSince ? left : null;
  }

  /** As `findInHand`, also where people have decided since that no branch is to have it. */
  async findLeft(hqAccountId: string, hqLeadId: number): Promise<Transfer | null> {
    return this.left.of({ hqAccountId, hqLeadId });
  }

  /** The last leg that an HQ lead had, when it has ended; null also while one lives. */
  async findLastEnded(
    hqAccountId: string,
    hqLeadId: number,
    tx: EntityManager = this.source.manager,
  ): Promise<Transfer | null> {
    const last = await tx
      .createQueryBuilder(Transfer, 'leg')
      .where('leg.hqAccountId = :hqAccountId AND leg.hqLeadId = :hqLeadId', { hqAccountId, hqLeadId })
      .andWhere(`leg.state <> 'cancelled'`)
      .orderBy(lastAt('leg'), 'DESC')
      .limit(1)
      .getOne();
    return last?.endedAt ? last : null;
  }

  /** The ended legs of a trail that had a branch lead, newest first. */
  async listEnded(trailId: string): Promise<EndedLeg[]> {
    const where = { trailId, state: 'done' as const, endedAt: Not(IsNull()) };
    const legs = await this.source.manager.find(Transfer, { where, order: { startedAt: 'DESC' } });
    return legs.filter(hasLead).filter((leg): leg is EndedLeg => leg.endedAt !== null);
  }

  /** The branches that have had a lead of this trail. */
  async listTried(trailId: string): Promise<Set<string>> {
    const legs = await this.source.manager.findBy(Transfer, { trailId, state: Not('cancelled') });
    return new Set(legs.map(({ branchId }) => branchId));
  }

  /** The branches that have rejected the lead of this trail. */
  async listRejecting(trailId: string): Promise<Set<string>> {
    const legs = await this.source.manager.findBy(Transfer, { trailId, endedAs: 'rejected' });
    return new Set(legs.map(({ branchId }) => branchId));
  }

  /**
   * Living legs that were not taken within the agreed time (wall clock), oldest first, after this one. The time is that
   * of the rules by which the lead was handed over: a new rule takes no lead away that came before it. Not those whose
   * HQ lead is closed or gone, or whose HQ account is removed.
   */
  async listUntaken(now: Date, after: UntakenLeg | null, limit: number): Promise<UntakenLeg[]> {
    const query = this.source.manager
      .createQueryBuilder(Transfer, 'leg')
      .innerJoin(RoutingRules, 'rules', 'rules.version = leg.rulesVersion')
      .leftJoin(Mirror, 'mirror', 'mirror.legId = leg.id')
      .addSelect(`(rules.rules ->> 'takeWithinMinutes')::int`, 'take_within')
      .where(`leg.state = 'done' AND leg.endedAt IS NULL AND leg.branchLeadId IS NOT NULL`)
      .andWhere('coalesce(mirror.isTaken, false) = false')
      .andWhere(
        `leg.changedAt <= :now::timestamptz - interval '1 minute' * (rules.rules ->> 'takeWithinMinutes')::int`,
      )
      .andWhere(
        `NOT EXISTS (SELECT FROM router.re_route r WHERE r.leg_id = leg.id
           AND (r.state IN ('asked', 'closed', 'opening') OR r.why = 'not-taken'))`,
      )
      .andWhere(
        `NOT EXISTS (SELECT FROM router.escalation e WHERE e.branch_account_id = (leg.target ->> 'accountId')::uuid
           AND e.branch_lead_id = leg.branch_lead_id AND e.state <> 'ended')`,
      )
      // Nothing is done about these, so they would stay first in the list for ever.
      .andWhere(`NOT EXISTS (${hqClosed}) AND NOT EXISTS (${hqRemoved('leg')})`)
      .setParameters({ now })
      .orderBy('leg.changedAt')
      .addOrderBy('leg.id')
      .limit(limit);
    if (after)
      query.andWhere('(leg.changedAt, leg.id) > (:changedAt, :id)', {
        changedAt: after.changedAt,
        id: after.id,
      });
    const { entities, raw } = await query.getRawAndEntities<{ take_within: number }>();
    return entities.flatMap((leg, at) =>
      hasLead(leg) ? [{ ...leg, handedAt: leg.changedAt, takeWithinMinutes: raw[at]?.take_within ?? 0 }] : [],
    );
  }

  /** The legs of the trails that this lead of HQ or of a branch is in, the last one last, without cancelled transfers. */
  async listTrail(accountId: string, leadId: number): Promise<SeenLeg[]> {
    const legs = await this.source.manager
      .createQueryBuilder(Transfer, 'row')
      .where(
        `row.trailId IN (SELECT trail_id FROM router.transfer WHERE hq_lead_id = :leadId AND hq_account_id = :accountId
          UNION SELECT trail_id FROM router.transfer WHERE branch_lead_id = :leadId AND target ->> 'accountId' = :accountId::text)`,
        { accountId, leadId },
      )
      .andWhere(`row.state <> 'cancelled'`)
      .orderBy(lastAt('row'))
      .getMany();
    const mirrors = await this.source.manager.findBy(Mirror, { legId: In(legs.map(({ id }) => id)) });
    const own = In(legs.map(({ id }) => id));
    const leaving = await this.source.manager.findBy(ReRoute, { legId: own, state: In([...underWay]) });
    return legs.map((leg) => ({
      leg,
      isLeaving: leaving.some(({ legId }) => legId === leg.id),
      leftOut: mirrors.find(({ legId }) => legId === leg.id)?.leftOut ?? [],
    }));
  }

  /** The state of the leg. */
  async readState(leg: TransferRow): Promise<LegState> {
    if (leg.endedAs !== null) {
      const { trailId, startedAt } = leg;
      const legs = await this.source.manager.findBy(Transfer, { trailId, state: Not('cancelled') });
      const isLast = legs.every((other) => other.id === leg.id || other.startedAt < startedAt);
      const isInHand = legs.some(({ inHandSince, offHand }) => inHandSince !== null || offHand !== null);
      return { state: 'ended', as: leg.endedAs, isLast, isInHand };
    }
    const reRoute = await this.source.manager.findOneBy(ReRoute, { legId: leg.id, state: In([...underWay]) });
    if (reRoute) return { state: 'leaving', why: reRoute.why };
    return leg.state === 'done' ? { state: 'in-branch' } : { state: 'on-way' };
  }

  /**
   * The branch lead was merged into this deal of the branch, in which the living leg goes on; nothing of it is mirrored yet.
   * What was begun to make it leave was about the card that is gone: the deal is the branch's own, and it is asked for
   * anew. Throws `RetryLater` while its transfer is running.
   */
  async goOnWith(
    tx: EntityManager,
    { id, branchLeadId: mergedId }: BranchLeg,
    leadId: number,
  ): Promise<void> {
    // In the order in which `ChangeLeaving` locks the two.
    const anew = { state: 'asked' as const, baseline: null, stepStartedAt: null, stepWrittenAt: null };
    await tx.update(
      ReRoute,
      { legId: id, state: In([...underWay]) },
      { ...anew, refusedAt: null, refusedBy: null, problem: null },
    );
    const where = { id, branchLeadId: mergedId, state: 'done' as const, endedAt: IsNull() };
    const joined = { branchLeadId: leadId, isJoined: true, inHandSince: null };
    const { affected } = await tx.update(Transfer, where, joined);
    if (affected !== 1) throw new RetryLater(message('failures.transfer-changed'), untilDoneMs);
    await tx.query(
      `INSERT INTO router.mirror (leg_id, seen_version, left_out, is_taken) VALUES ($1, 0, '[]', true)
       ON CONFLICT (leg_id) DO UPDATE SET seen_version = 0, is_taken = true, signs = NULL`,
      [id],
    );
  }

  /** Throws `RetryLater` when its lead waits for another branch by now; until the transaction ends nobody changes that. */
  async lockWanted(
    tx: EntityManager,
    { id, wantedBranchId }: Pick<TransferRow, 'id' | 'wantedBranchId'>,
  ): Promise<void> {
    const now = await tx.findOne(Transfer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (now?.wantedBranchId !== wantedBranchId) throw new RetryLater(message('failures.transfer-changed'), 0);
  }

  /**
   * Ends a leg, or changes what ended it. `waitsFor`: the branch that was to have its lead and takes none now; missing: as before.
   * Throws `RetryLater` while its transfer is running.
   */
  async end(tx: EntityManager, id: string, as: LegEnd, now: Date, waitsFor?: string | null): Promise<void> {
    const wanted =
      waitsFor === undefined ? {} : { wantedBranchId: waitsFor, wantedSince: waitsFor === null ? null : now };
    const change = { endedAs: as, endedAt: now, ...wanted };
    const { affected } = await tx.update(Transfer, { id, state: 'done' }, change);
    if (affected !== 1) throw new RetryLater(message('failures.transfer-changed'), untilDoneMs);
  }

  /** An ended leg lives again, and waits for its own branch no longer. Fails with SQLSTATE 23505 when its trail has a living one. */
  async reOpen(tx: EntityManager, id: string): Promise<void> {
    await tx.query(
      `UPDATE router.transfer SET ended_as = NULL, ended_at = NULL, off_hand = NULL,
         wanted_since = CASE WHEN wanted_branch_id = branch_id THEN NULL ELSE wanted_since END,
         wanted_branch_id = nullif(wanted_branch_id, branch_id)
        WHERE id = $1 AND ended_at IS NOT NULL`,
      [id],
    );
  }

  /** From now on no branch has a living lead of this leg's trail. One that is in hand already stays so since then. */
  async putInHand(tx: EntityManager, id: string, now: Date): Promise<void> {
    await tx.update(Transfer, { id, inHandSince: IsNull() }, { inHandSince: now, offHand: null });
  }

  /** As `putInHand`, unless the HQ lead is closed or gone: then no branch shall get it. */
  async putOpenInHand(tx: EntityManager, id: string, now: Date): Promise<void> {
    await tx.query(
      `UPDATE router.transfer leg SET in_hand_since = $2, off_hand = NULL
        WHERE leg.id = $1 AND leg.in_hand_since IS NULL AND NOT EXISTS (${hqClosed})`,
      [id, now],
    );
  }

  /**
   * The trail is not in hand any more: no branch shall get its lead, for this reason; without one, a branch keeps it, or HQ has
   * closed it, and a reason of before counts no longer.
   */
  async takeOffHand(tx: EntityManager, trailId: string, offHand: Message | null = null): Promise<void> {
    const where = offHand === null ? { trailId } : { trailId, inHandSince: Not(IsNull()) };
    await tx.update(Transfer, where, { inHandSince: null, offHand, ...wantedByNobody });
  }

  /** As `takeOffHand`, by the HQ lead; does nothing where it is not in hand. */
  async takeLeadOffHand(
    tx: EntityManager,
    { hqAccountId, hqLeadId }: HqLead,
    offHand: Message,
  ): Promise<void> {
    const where = { hqAccountId, hqLeadId, inHandSince: Not(IsNull()), endedAt: Not(IsNull()) };
    await tx.update(Transfer, where, { inHandSince: null, offHand, ...wantedByNobody });
  }

  /** The leg, which others change only when the transaction has ended; null while it has no branch lead. */
  async lock(tx: EntityManager, id: string): Promise<BranchLeg | null> {
    const leg = await tx.findOne(Transfer, { where: { id }, lock: { mode: 'pessimistic_write' } });
    return leg && hasLead(leg) ? leg : null;
  }

  /** Whether the trail of the leg is in hand, which stays so until the transaction ends. */
  async lockInHand(tx: EntityManager, id: string): Promise<boolean> {
    const where = { id, inHandSince: Not(IsNull()) };
    return (await tx.findOne(Transfer, { where, lock: { mode: 'pessimistic_write' } })) !== null;
  }

  /** Erases what mirrors and re-routes of legs from or to an account say; the trail of ids and moments stays (`forgetLegs`). */
  async forgetAccount(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    await forgetLegs(tx, accountId, now);
  }

  /** Records amoCRM's second of which it is known that the branch keeps its lead. */
  async recordKept(tx: EntityManager, id: string, branchKeptAt: number): Promise<void> {
    await tx.update(Transfer, { id }, { branchKeptAt });
  }

  /** Records to whom the branch lead counts as handed over. */
  async recordTarget(tx: EntityManager, id: string, target: Target): Promise<void> {
    await tx.update(Transfer, { id }, { target });
  }

  /** The lead waits for no branch any more: a person has named another one since. */
  async forgetWanted(tx: EntityManager, id: string): Promise<void> {
    await tx.update(Transfer, { id }, { wantedBranchId: null, wantedSince: null });
  }

  /**
   * Records what the HQ lead shows of its branch and its place, up to which of amoCRM's seconds it was read, and for which
   * branch it waits.
   */
  async keepShown(tx: EntityManager, id: string, choice: ShownChoice): Promise<void> {
    const { readAt, shown, place, waitsFor } = choice;
    await tx.query(
      `UPDATE router.transfer SET choice_read_at = greatest(choice_read_at, $2),
         hq_branch_name = CASE WHEN $3 THEN $4 ELSE hq_branch_name END, hq_place = coalesce($5, hq_place),
         wanted_branch_id = CASE WHEN $6 THEN $7::uuid ELSE wanted_branch_id END,
         wanted_since = CASE WHEN NOT $6 OR wanted_branch_id = $7 THEN wanted_since WHEN $7::uuid IS NOT NULL THEN now() END
        WHERE id = $1`,
      [id, readAt, shown !== undefined, shown ?? '', place ?? null, waitsFor !== undefined, waitsFor ?? null],
    );
  }

  /**
   * Records that this HQ lead shows the leg, with amoCRM's second of a write to it; null: nothing was written. Throws
   * `RetryLater` when the lead was merged meanwhile, so that the leg points to another one.
   */
  async recordHqWrite(
    tx: EntityManager,
    { id, hqLeadId }: TransferRow,
    hqWroteAt: number | null,
  ): Promise<void> {
    const change = hqWroteAt === null ? { hqLeadId } : { hqWroteAt };
    const { affected } = await tx.update(Transfer, { id, hqLeadId }, change);
    if (affected !== 1) throw new RetryLater(message('failures.transfer-changed'), 0);
  }

  private ofBranchLead(
    accountId: string,
    branchLeadId: number,
    tx: EntityManager = this.source.manager,
  ): SelectQueryBuilder<Transfer> {
    return tx
      .createQueryBuilder(Transfer, 'leg')
      .where(`leg.branchLeadId = :branchLeadId AND leg.target ->> 'accountId' = :accountId`)
      .andWhere(`leg.state <> 'cancelled'`)
      .setParameters({ branchLeadId, accountId });
  }
}

/** Whether the branch lead of the leg exists. */
export function hasLead<T extends TransferRow>(leg: T): leg is T & { branchLeadId: number } {
  return leg.branchLeadId !== null;
}
