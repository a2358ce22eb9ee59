import type { Intent } from '@hub/amocrm';
import type { Grant } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { DataSource, MoreThanOrEqual, type EntityManager } from 'typeorm';
import { Claim, type ClaimRow } from './claim.entity.js';

/** How a claim ends. */
export type Settlement = Pick<Claim, 'state'> & Partial<Pick<Claim, 'leadId' | 'problem' | 'idempotencyKey'>>;

/** Questions about claims. */
@Injectable()
export class ClaimRepository {
  constructor(private readonly source: DataSource) {}

  async get(id: string): Promise<Claim> {
    return this.source.manager.findOneByOrFail(Claim, { id });
  }

  /** The answer that was given to this key before, or null. In a transaction pass it: a second connection may lack. */
  async findByKey(
    accountId: string,
    userId: number,
    key: string,
    tx: EntityManager = this.source.manager,
  ): Promise<Claim | null> {
    return tx.findOneBy(Claim, { accountId, userId, idempotencyKey: key });
  }

  /** Lets one press of a user at a time decide and reserve; the others wait for that transaction to end. */
  async lockUser(tx: EntityManager, accountId: string, userId: number): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('limits.claim:' || $1, 0))`, [
      `${accountId}:${userId}`,
    ]);
  }

  /** When the button gave this user a lead last, in epoch milliseconds; null: never. */
  async lastGrant(tx: EntityManager, accountId: string, userId: number): Promise<number | null> {
    const last = await tx.findOne(Claim, {
      select: { id: true, settledAt: true },
      where: { accountId, userId, state: 'granted' },
      order: { settledAt: 'DESC' },
    });
    return last?.settledAt?.getTime() ?? null;
  }

  /** Leads that the button gave since a moment, of all managers of an account, with the stage they were moved to. */
  async listGrants(tx: EntityManager, accountId: string, since: Date): Promise<Grant[]> {
    const claims = await tx.find(Claim, {
      select: { id: true, leadId: true, userId: true, settledAt: true, terms: true },
      where: { accountId, state: 'granted', settledAt: MoreThanOrEqual(since) },
    });
    return claims.flatMap(({ leadId, userId, settledAt, terms }) =>
      leadId === null || settledAt === null || terms === null
        ? []
        : [{ leadId, userId, at: settledAt.getTime(), ...terms.targetStage }],
    );
  }

  /** Leads that the button gave this user since a moment, newest first. */
  async listTaken(
    accountId: string,
    userId: number,
    since: Date,
  ): Promise<{ leadId: number; takenAt: Date }[]> {
    const claims = await this.source.manager.find(Claim, {
      select: { id: true, leadId: true, settledAt: true },
      where: { accountId, userId, state: 'granted', settledAt: MoreThanOrEqual(since) },
      order: { settledAt: 'DESC' },
    });
    return claims.flatMap(({ leadId, settledAt: takenAt }) =>
      leadId === null || takenAt === null ? [] : [{ leadId, takenAt }],
    );
  }

  /** The database's clock in epoch milliseconds: one clock for all processes. */
  async now(tx: EntityManager): Promise<number> {
    const [row] = await tx.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('The database did not tell the time');
    return row.now.getTime();
  }

  async hasOpen(tx: EntityManager, accountId: string, userId: number): Promise<boolean> {
    return tx.existsBy(Claim, { accountId, userId, state: 'reserved' });
  }

  async add(tx: EntityManager, claim: ClaimRow): Promise<void> {
    await tx.insert(Claim, claim);
  }

  /** The claim, locked until the transaction ends. */
  async lock(tx: EntityManager, id: string): Promise<Claim> {
    return tx.findOneOrFail(Claim, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  /** Ends a claim, or gives it another lead while it stays reserved. */
  async settle(tx: EntityManager, id: string, settlement: Settlement, now: Date): Promise<void> {
    const settledAt = settlement.state === 'reserved' ? null : now;
    await tx.update(Claim, { id }, { ...settlement, settledAt, writeBegunAt: null, writeRepeatedAt: null });
  }

  /** Records that the change of the held lead begins, or with null that it changed nothing. */
  async keepIntent(tx: EntityManager, id: string, intent: Intent | null): Promise<void> {
    const [writeBegunAt, writeRepeatedAt] = [intent?.firstAt ?? null, intent?.lastAt ?? null];
    await tx.update(Claim, { id }, { writeBegunAt, writeRepeatedAt });
  }
}
