import { countStock, findProgress, Journal, listStock, type LeadOfAccount, type StockOf } from '@hub/journal';
import { reachOf } from '@hub/journal/pure';
import { isUnread } from '@hub/limits';
import type { Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import { MoreThan, type EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Terms } from '../claim/terms.js';
import { databaseNow } from '../database-now.js';
import { setAsideUntil } from './set-aside-until.js';
import { SetAside } from './set-aside.entity.js';

/**
 * The stock: leads in the exchange stages owned by exchange users, as the journal has them, without those that open
 * claims reserve, that the hub has just given, or that are set aside. A lead is read again before it is given.
 */
@Injectable()
export class StockRepository {
  constructor(
    private readonly journal: Journal,
    private readonly claims: ClaimRepository,
  ) {}

  /**
   * Until the transaction ends nobody else takes leads of this account's stock: what is listed after it may be
   * reserved.
   */
  async lock(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`limits.stock:${accountId}`]);
  }

  /**
   * The first leads of the stock as of `now`, the oldest or by the terms the newest ones: at most so many, without
   * `except`.
   */
  async list(
    tx: EntityManager,
    accountId: string,
    terms: Terms,
    { most, except, now }: { most: number; except: readonly number[]; now: number },
  ): Promise<number[]> {
    const of = await this.stockOf(tx, accountId, terms, now);
    return this.journal.ask((own) => listStock(own, { ...of, except: [...of.except, ...except] }, most), tx);
  }

  /**
   * Passes a lead over for a time: somebody has changed it (null), or amoCRM refused to hand it over with this problem.
   * `isCounted`: the refusal is about this lead.
   */
  async setAside(
    tx: EntityManager,
    lead: LeadOfAccount,
    refused: { problem: Message; isCounted: boolean } | null,
  ): Promise<void> {
    const now = await databaseNow(tx);
    const before = refused && (await tx.findOneBy(SetAside, lead));
    const refusals = (before?.refusals ?? 0) + Number(refused?.isCounted ?? false);
    const areOthersGiven = refused?.isCounted === true && (await this.areOthersGiven(tx, lead));
    const row: SetAside = {
      ...{ ...lead, refusals, problem: refused?.problem ?? null },
      since: before?.problem ? before.since : new Date(now),
      until: new Date(setAsideUntil(refused && { refusals, areOthersGiven }, now)),
    };
    await tx.upsert(SetAside, row, ['accountId', 'leadId']);
  }

  /** Whether other leads of the account were given since amoCRM refused this one first. */
  async areOthersGiven(tx: EntityManager, { accountId, leadId }: LeadOfAccount): Promise<boolean> {
    const before = await tx.findOneBy(SetAside, { accountId, leadId });
    return before?.problem != null && (await this.claims.isGrantedSince(tx, accountId, before.since));
  }

  /** The cause of refusals may be mended: the leads that amoCRM refused to hand over are offered at once. */
  async offerRefused(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      'UPDATE limits.set_aside SET until = now() WHERE account_id = $1 AND problem IS NOT NULL AND until > now()',
      [accountId],
    );
  }

  /** The lead was given: it is no longer set aside. */
  async forget(tx: EntityManager, accountId: string, leadId: number): Promise<void> {
    await tx.delete(SetAside, { accountId, leadId });
  }

  /** How many leads of the stock could be given now; null while the deals of the account are not known. */
  async count(tx: EntityManager, accountId: string, terms: Terms, now: number): Promise<number | null> {
    const of = await this.stockOf(tx, accountId, terms, now);
    return this.journal.ask(async (own) => {
      const reach = reachOf({ what: 'deals' }, [], await findProgress(own, accountId), now);
      return isUnread(reach) ? null : countStock(own, of);
    }, tx);
  }

  private async stockOf(
    tx: EntityManager,
    accountId: string,
    { exchangeStages: stages, exchangeUserIds: ownerIds, newestFirst = false }: Terms,
    now: number,
  ): Promise<StockOf> {
    const { open, grants } = await this.claims.listRecent(tx, accountId, now);
    const claimed = open.flatMap(({ leadId }) => leadId ?? []);
    const aside = await tx.find(SetAside, {
      select: { accountId: true, leadId: true },
      where: { accountId, until: MoreThan(new Date(now)) },
    });
    const except = [...claimed, ...aside.map(({ leadId }) => leadId)];
    return { accountId, stages, ownerIds, newestFirst, grants, except };
  }
}
