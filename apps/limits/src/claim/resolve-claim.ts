import type { Intent } from '@hub/amocrm';
import { Bus } from '@hub/bus';
import { inTransaction } from '@hub/database';
import { publishLeadWritten, type OwnLeadWrite } from '@hub/journal';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { message, type Message } from '@hub/messages';
import { DataSource, type EntityManager } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { StockRepository } from '../stock/stock.repository.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimRepository, type Resolution } from './claim.repository.js';
import type { Blame } from './decide-blame.js';
import { RefusedSettings } from './refused-settings.js';
import type { Terms } from './terms.js';

const readAgainMs = 1_000;

export const FINISH_CLAIM = 'limits.finish-claim';

/** Changes the owner of what belongs to a granted lead. */
export const HAND_OVER_LINKED = 'limits.hand-over-linked';

export interface FinishJob {
  claimId: string;
  accountId: string;
}

/** The change by which a lead was granted. */
export interface Granted {
  /** amoCRM's second of it; null: unknown. */
  changedAt: number | null;
  /** Missing: an earlier attempt has made it. */
  change?: OwnLeadWrite['change'];
}

/** Id of the job that finishes one claim. */
export function finishJobId(claimId: string): string {
  return `claim:${claimId}`;
}

/**
 * The transitions out of `reserved`. Each locks the claim and does nothing when another caller has ended it or given it
 * another lead meanwhile, so that two who finish one claim at once end it once; nor when the claim was erased with its account.
 */
@Injectable()
export class ResolveClaim {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly claims: ClaimRepository,
    private readonly stock: StockRepository,
    private readonly refused: RefusedSettings,
  ) {}

  /**
   * Stores the intent to change the reserved lead, and returns the claim as it is then. Throws `RetryLater` when
   * another caller has ended or erased the claim or begun to write since it was read: only one of several callers writes.
   */
  async keepIntent(claim: ClaimRow, intent: Intent | null): Promise<ClaimRow> {
    return inTransaction(this.source, async (tx) => {
      const now = await this.claims.lock(tx, claim.id);
      if (now?.state !== 'reserved' || now.leadId !== claim.leadId || isWrittenSince(claim, now))
        throw new RetryLater(message('failures.held-elsewhere'), readAgainMs);
      await this.claims.keepIntent(tx, claim.id, intent);
      return { ...now, writeBegunAt: intent?.firstAt ?? null, writeRepeatedAt: intent?.lastAt ?? null };
    });
  }

  /** The lead is the user's in amoCRM. It counts at once, before the journal shows it. */
  async grant(claim: ClaimRow, { changedAt, change }: Granted): Promise<void> {
    await this.whileReserved(claim, async (tx, leadId) => {
      const write = change && { accountId: claim.accountId, leadId, updatedAt: changedAt, change };
      if (write) await publishLeadWritten(this.bus, tx, write, claim.correlationId);
      await this.stock.forget(tx, claim.accountId, leadId);
      await this.refused.end(tx, claim);
      await this.resolve(tx, claim, { state: 'granted', changedAt });
      if (!claim.terms?.changeOwnerOfLinked) return;
      const { id: claimId, accountId, correlationId } = claim;
      const job = { id: `linked:${claimId}`, key: claimId, correlationId };
      await this.bus.enqueue(tx, HAND_OVER_LINKED, { claimId, accountId }, job);
    });
  }

  /**
   * amoCRM refused the change: the key is free again. The lead is offered again after a pause, or at once where the refusal
   * names the user or the stage. An alarm says what is refused whatever the lead. Missing rights are about the lead alone
   * where others were given since it was refused first; else they do not count against it.
   */
  async fail(claim: ClaimRow, problem: Message, blame: Blame): Promise<void> {
    await this.whileAsRead(claim, async (tx, leadId) => {
      const lead = { accountId: claim.accountId, leadId };
      const isOfLead =
        blame === 'lead' || (blame === 'account' && (await this.stock.areOthersGiven(tx, lead)));
      if (isOfLead || blame === 'account')
        await this.stock.setAside(tx, lead, { problem, isCounted: isOfLead });
      if (!isOfLead) await this.refused.raise(tx, claim, blame, problem);
      await this.resolve(tx, claim, { state: 'failed', problem, idempotencyKey: null });
    });
  }

  /**
   * The reserved lead left the stock: the claim gets the next one (oldest, or newest by `newestFirst`), or ends
   * `empty`.
   */
  async reserveAnother(claim: ClaimRow, terms: Terms): Promise<void> {
    const { accountId } = claim;
    await this.whileAsRead(claim, async (tx, leadId) => {
      await this.stock.setAside(tx, { accountId, leadId }, null);
      await this.stock.lock(tx, accountId);
      const [next] = await this.stock.list(tx, accountId, terms, {
        most: 1,
        except: [],
        now: await databaseNow(tx),
      });
      if (next === undefined) return this.resolve(tx, claim, { state: 'empty', leadId: null });
      await this.claims.resolve(tx, claim.id, { state: 'reserved', leadId: next }, new Date());
    });
  }

  /**
   * For what ends without the lead: throws `RetryLater` when another caller has begun to change the lead since the claim was
   * read, because the lead may be the user's by then.
   */
  private async whileAsRead(
    claim: ClaimRow,
    effect: (tx: EntityManager, reservedId: number) => Promise<void>,
  ): Promise<void> {
    await this.whileReserved(claim, async (tx, leadId, now) => {
      if (isWrittenSince(claim, now)) throw new RetryLater(message('failures.held-elsewhere'), readAgainMs);
      await effect(tx, leadId);
    });
  }

  private async whileReserved(
    claim: ClaimRow,
    effect: (tx: EntityManager, reservedId: number, now: ClaimRow) => Promise<void>,
  ): Promise<void> {
    await inTransaction(this.source, async (tx) => {
      const now = await this.claims.lock(tx, claim.id);
      if (now?.state !== 'reserved' || now.leadId === null || now.leadId !== claim.leadId) return;
      await effect(tx, now.leadId, now);
    });
  }

  private async resolve(tx: EntityManager, claim: ClaimRow, resolution: Resolution): Promise<void> {
    await this.claims.resolve(tx, claim.id, resolution, new Date(await databaseNow(tx)));
    await this.bus.cancel(tx, FINISH_CLAIM, finishJobId(claim.id));
  }
}

/** Whether the change of the lead was begun, or its beginning taken back, after the claim was read. */
function isWrittenSince(read: ClaimRow, now: ClaimRow): boolean {
  return now.writeRepeatedAt?.getTime() !== read.writeRepeatedAt?.getTime();
}
