import type { Intent } from '@hub/amocrm';
import type { StageRef } from '@hub/contracts';
import { askPrepared } from '@hub/database';
import type { Grant } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, MoreThanOrEqual, type EntityManager } from 'typeorm';
import { Claim, type ClaimRow } from './claim.entity.js';

/**
 * How far back the hub's own grants are added to what the journal shows. A journal that is further behind is not fresh, and
 * nothing is judged by it.
 */
const grantsForMs = 60 * 60_000;

/**
 * Where amoCRM did not say when it changed a lead: a grant is recorded after its answer and by another clock, so that its
 * change may be older than the grant by so many seconds.
 */
const grantMayBeOlderBy = 30;

/** Who presses now and which lead is reserved; and what was given lately. */
export interface RecentClaims {
  open: { userId: number; leadId: number | null }[];
  grants: Grant[];
}

/** A row of `listRecent`; numbers that may be large come as text. */
interface RecentClaim {
  isOpen: boolean;
  userId: string;
  leadId: string | null;
  resolvedAt: Date | null;
  changedAt: string | null;
  /** Null: of a claim that was refused before there were terms, or whose terms name none. */
  stage: StageRef | null;
}

const recentClaims = {
  name: 'limits_recent_claims',
  text: `SELECT state = 'reserved' AS "isOpen", user_id AS "userId", lead_id AS "leadId", resolved_at AS "resolvedAt",
      changed_at AS "changedAt", terms -> 'targetStage' AS stage
    FROM limits.claim
    WHERE account_id = $1 AND (state = 'granted' AND resolved_at >= $2 OR state = 'reserved')`,
};

/** How a claim ends. */
export type Resolution = Pick<Claim, 'state'> &
  Partial<Pick<Claim, 'leadId' | 'problem' | 'idempotencyKey' | 'changedAt'>>;

/** Questions about claims. */
@Injectable()
export class ClaimRepository {
  constructor(private readonly source: DataSource) {}

  /** Null: its account was off-boarded. */
  async find(id: string): Promise<Claim | null> {
    return this.source.manager.findOneBy(Claim, { id });
  }

  /** Lets one press of each of these users at a time decide and reserve; the others wait for that transaction to end. */
  async lockUsers(tx: EntityManager, accountId: string, userIds: readonly number[]): Promise<void> {
    await tx.query(
      `SELECT pg_advisory_xact_lock(hashtextextended('limits.claim:' || $1 || ':' || asked.id, 0))
         FROM unnest($2::bigint[]) AS asked (id)`,
      // In one order everywhere, so that two transactions do not wait for each other.
      [accountId, [...userIds].sort((a, b) => a - b)],
    );
  }

  /** Claims of these users by the keys of their presses. */
  async findByKeys(
    tx: EntityManager,
    accountId: string,
    presses: readonly { userId: number; idempotencyKey?: string | null }[],
  ): Promise<Claim[]> {
    const where = presses.flatMap(({ userId, idempotencyKey }) =>
      idempotencyKey ? [{ accountId, userId, idempotencyKey }] : [],
    );
    return where.length === 0 ? [] : tx.findBy(Claim, where);
  }

  /**
   * When the button gave each of these users a lead last, in epoch milliseconds; null: never. An open claim counts as given
   * `now`. Indexes `claim_granted` and `claim_open_user`.
   */
  async lastGrants(
    tx: EntityManager,
    { accountId, userIds }: { accountId: string; userIds: readonly number[] },
    now: number,
  ): Promise<Map<number, number | null>> {
    const rows = await tx.query<{ userId: string; last: Date | null }[]>(
      `SELECT asked.id AS "userId", greatest(
           (SELECT max(resolved_at) FROM limits.claim
             WHERE account_id = $1 AND user_id = asked.id AND state = 'granted'),
           (SELECT $3::timestamptz FROM limits.claim
             WHERE account_id = $1 AND user_id = asked.id AND state = 'reserved')) AS last
         FROM unnest($2::bigint[]) AS asked (id)`,
      [accountId, userIds, new Date(now)],
    );
    return new Map(rows.map(({ userId, last }) => [Number(userId), last?.getTime() ?? null]));
  }

  /** How many leads the button gave each of these users within a span of epoch milliseconds. Index `claim_granted`. */
  async countGranted(
    tx: EntityManager,
    { accountId, userIds }: { accountId: string; userIds: readonly number[] },
    { from, to }: { from: number; to: number },
  ): Promise<Map<number, number>> {
    const rows = await tx.query<{ userId: string; count: number }[]>(
      `SELECT asked.id AS "userId", (SELECT count(*)::int FROM limits.claim
           WHERE account_id = $1 AND user_id = asked.id AND state = 'granted'
             AND resolved_at >= $3 AND resolved_at < $4) AS count
         FROM unnest($2::bigint[]) AS asked (id)`,
      [accountId, userIds, new Date(from), new Date(to)],
    );
    return new Map(rows.map(({ userId, count }) => [Number(userId), count]));
  }

  /**
   * The open claims of an account, and the leads that the button gave in the hour before `now`, with the stage they
   * were moved to; all managers' of both. The lead of an open claim counts as given `now`: with one statement, a claim
   * that is granted meanwhile is always one of both. Indexes `claim_given` and `claim_open_user`.
   */
  async listRecent(tx: EntityManager, accountId: string, now: number): Promise<RecentClaims> {
    const rows = await askPrepared<RecentClaim>(tx, recentClaims, [accountId, new Date(now - grantsForMs)]);
    const open = rows.filter(({ isOpen }) => isOpen);
    return {
      open: open.map(({ userId, leadId }) => ({
        userId: Number(userId),
        leadId: leadId === null ? null : Number(leadId),
      })),
      grants: rows.flatMap(({ leadId, userId, resolvedAt, changedAt, stage }) => {
        if (leadId === null || stage === null) return [];
        const at = resolvedAt?.getTime() ?? now;
        const since = changedAt === null ? Math.floor(at / 1000) - grantMayBeOlderBy : Number(changedAt);
        const movedAt = changedAt === null ? at : Number(changedAt) * 1000;
        return [{ leadId: Number(leadId), userId: Number(userId), at, movedAt, changedAt: since, ...stage }];
      }),
    };
  }

  /** Whether the button gave a lead of this account since a moment. Index `claim_given`. */
  async isGrantedSince(tx: EntityManager, accountId: string, since: Date): Promise<boolean> {
    return tx.existsBy(Claim, { accountId, state: 'granted', resolvedAt: MoreThanOrEqual(since) });
  }

  /** Leads that the button gave this user since a moment, newest first. */
  async listTaken(
    tx: EntityManager,
    { accountId, userId }: Pick<Claim, 'accountId' | 'userId'>,
    since: Date,
  ): Promise<{ leadId: number; takenAt: Date }[]> {
    const claims = await tx.find(Claim, {
      select: { id: true, leadId: true, resolvedAt: true },
      where: { accountId, userId, state: 'granted', resolvedAt: MoreThanOrEqual(since) },
      order: { resolvedAt: 'DESC' },
    });
    return claims.flatMap(({ leadId, resolvedAt: takenAt }) =>
      leadId === null || takenAt === null ? [] : [{ leadId, takenAt }],
    );
  }

  async add(tx: EntityManager, claims: ClaimRow[]): Promise<void> {
    await tx.insert(Claim, claims);
  }

  /** The claim, locked until the transaction ends; null: its account was off-boarded. */
  async lock(tx: EntityManager, id: string): Promise<Claim | null> {
    return tx.findOne(Claim, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Ends a claim, or gives it another lead while it stays reserved. */
  async resolve(tx: EntityManager, id: string, resolution: Resolution, now: Date): Promise<void> {
    const resolvedAt = resolution.state === 'reserved' ? null : now;
    await tx.update(Claim, { id }, { ...resolution, resolvedAt, writeBegunAt: null, writeRepeatedAt: null });
  }

  /** Records that the change of the reserved lead begins, or with null that it changed nothing. */
  async keepIntent(tx: EntityManager, id: string, intent: Intent | null): Promise<void> {
    const [writeBegunAt, writeRepeatedAt] = [intent?.firstAt ?? null, intent?.lastAt ?? null];
    await tx.update(Claim, { id }, { writeBegunAt, writeRepeatedAt });
  }
}
