import type { Intent } from '@hub/amocrm';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { message, type Message } from '@hub/messages';
import { DataSource, type EntityManager } from 'typeorm';
import { stockOf, StockRepository, type LeadPicture } from '../stock/stock.repository.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimRepository, type Settlement } from './claim.repository.js';
import type { Terms } from './terms.js';

const lookAgainMs = 1_000;

export const FINISH_CLAIM = 'limits.finish-claim';

/** Changes the owner of what belongs to a granted lead. */
export const HAND_OVER_LINKED = 'limits.hand-over-linked';

export interface FinishJob {
  claimId: string;
  accountId: string;
}

/** Id of the job that looks after one claim. */
export function finishJobId(claimId: string): string {
  return `claim:${claimId}`;
}

/**
 * The ways out of `reserved`. Each locks the claim and does nothing when somebody else has settled it or given it
 * another lead meanwhile, so that two who finish one claim at once end it once.
 */
@Injectable()
export class SettleClaim {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly claims: ClaimRepository,
    private readonly stock: StockRepository,
  ) {}

  /**
   * Keeps the intent to change the held lead, and gives the claim as it is then. Throws `RetryLater` when somebody else
   * has settled the claim or begun to write since it was read: one of several who finish it writes.
   */
  async keepIntent(claim: ClaimRow, intent: Intent | null): Promise<ClaimRow> {
    return inTransaction(this.source, async (tx) => {
      const now = await this.claims.lock(tx, claim.id);
      const isAsRead =
        now.state === 'reserved' &&
        now.leadId === claim.leadId &&
        now.writeRepeatedAt?.getTime() === claim.writeRepeatedAt?.getTime();
      if (!isAsRead) throw new RetryLater(message('failures.held-elsewhere'), lookAgainMs);
      await this.claims.keepIntent(tx, claim.id, intent);
      return { ...now, writeBegunAt: intent?.firstAt ?? null, writeRepeatedAt: intent?.lastAt ?? null };
    });
  }

  /** The lead is the user's in amoCRM. The picture learns it at once, so that the next press counts it. */
  async grant(claim: ClaimRow, lead: LeadPicture): Promise<void> {
    const readAt = await this.stock.now();
    await this.whileHeld(claim, async (tx) => {
      await this.stock.save(tx, claim.accountId, [lead], readAt);
      await this.settle(tx, claim, { state: 'granted' });
      if (!claim.terms?.changeOwnerOfLinked) return;
      const { id: claimId, accountId, correlationId } = claim;
      const job = { id: `linked:${claimId}`, key: claimId, correlationId };
      await this.bus.enqueue(tx, HAND_OVER_LINKED, { claimId, accountId }, job);
    });
  }

  /** amoCRM refused the change: the lead is free again, and so is the key. */
  async fail(claim: ClaimRow, problem: Message): Promise<void> {
    await this.whileHeld(claim, (tx) =>
      this.settle(tx, claim, { state: 'failed', problem, idempotencyKey: null }),
    );
  }

  /** The held lead left the stock: the claim gets the next oldest one, or ends `empty`. */
  async holdAnother(claim: ClaimRow, terms: Terms, lead: LeadPicture | null): Promise<void> {
    const { accountId } = claim;
    const readAt = await this.stock.now();
    await this.whileHeld(claim, async (tx, heldId) => {
      if (lead) await this.stock.save(tx, accountId, [lead], readAt);
      else await this.stock.remove(tx, accountId, heldId);
      const next = await this.stock.lockOldest(tx, stockOf(accountId, terms));
      if (!next) return this.settle(tx, claim, { state: 'empty', leadId: null });
      await this.stock.hold(tx, accountId, next.leadId, claim.id);
      await this.claims.settle(tx, claim.id, { state: 'reserved', leadId: next.leadId }, new Date());
    });
  }

  private async whileHeld(
    claim: ClaimRow,
    effect: (tx: EntityManager, heldId: number) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      const now = await this.claims.lock(tx, claim.id);
      if (now.state !== 'reserved' || now.leadId === null || now.leadId !== claim.leadId) return;
      await this.stock.hold(tx, claim.accountId, now.leadId, null);
      await effect(tx, now.leadId);
    });
  }

  private async settle(tx: EntityManager, claim: ClaimRow, settlement: Settlement): Promise<void> {
    await this.claims.settle(tx, claim.id, settlement, new Date(await this.claims.now(tx)));
    await this.bus.cancel(tx, FINISH_CLAIM, finishJobId(claim.id));
  }
}
