import { countStock, Journal, listStock, type StockOf } from '@hub/journal';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { MoreThan, type EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Terms } from '../claim/terms.js';
import { databaseNow } from '../database-now.js';
import { reachOf } from '../facts/reach-of.js';
import { setAsideUntil } from './set-aside-until.js';
import { SetAside } from './set-aside.entity.js';

/** More than press at one moment: each takes another of these. */
const atOnce = 32;

/**
 * The stock: leads in the exchange stages owned by exchange users, as the journal has them, without those that open
 * claims hold, that the hub has just given, or that are set aside. A lead is read again before it is given.
 */
@Injectable()
export class StockRepository {
  constructor(
    private readonly journal: Journal,
    private readonly claims: ClaimRepository,
  ) {}

  /** Throws a 503 `Problem` while the journal of an account is not read, or nothing has confirmed it lately. */
  async assertFresh(tx: EntityManager, accountId: string): Promise<void> {
    const progress = await this.journal.findAccount(accountId, tx);
    const reach = reachOf({ what: 'deals' }, [], progress, await databaseNow(tx));
    if (reach === 'missing') throw new Problem(503, message('problems.leads-being-read'));
    if (reach === 'stale') throw new Problem(503, message('problems.leads-out-of-date'));
  }

  /**
   * The oldest lead of the stock, or the newest by the terms, which nobody else gets until the transaction ends; null when there
   * is none. One that another press is taking at this moment is passed over, as long as there is one that nobody takes; where all are
   * being taken they are waited for, because a taking may be rolled back.
   */
  async take(tx: EntityManager, accountId: string, terms: Terms): Promise<number | null> {
    for (;;) {
      const listedAt = await databaseNow(tx);
      const leads = await this.list(tx, accountId, terms, listedAt);
      const [first] = leads;
      if (first === undefined) return null;
      for (const leadId of leads) {
        if (!(await tryToLock(tx, accountId, leadId))) continue;
        if (!(await this.claims.wasTakenSince(tx, { accountId, leadId }, listedAt))) return leadId;
      }
      await lock(tx, accountId, first);
    }
  }

  /** Passes a lead over for a time: somebody has changed it (null), or amoCRM refused to hand it over with this problem. */
  async setAside(
    tx: EntityManager,
    { accountId, leadId }: { accountId: string; leadId: number },
    problem: Message | null,
  ): Promise<void> {
    const now = await databaseNow(tx);
    const before = await tx.findOneBy(SetAside, { accountId, leadId });
    const refusals = problem ? (before?.refusals ?? 0) + 1 : 0;
    const until = new Date(setAsideUntil(refusals, now));
    const since = refusals > 1 && before ? before.since : new Date(now);
    await tx.upsert(SetAside, { accountId, leadId, since, until, refusals, problem }, [
      'accountId',
      'leadId',
    ]);
  }

  /** The cause of refusals may be mended: the leads that amoCRM refused to hand over are offered at once. */
  async offerRefused(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query(
      'UPDATE limits.set_aside SET until = now() WHERE account_id = $1 AND refusals > 0 AND until > now()',
      [accountId],
    );
  }

  /** The lead was given: what stood in the way is gone. */
  async forget(tx: EntityManager, accountId: string, leadId: number): Promise<void> {
    await tx.delete(SetAside, { accountId, leadId });
  }

  /** How many leads of the stock could be given now. */
  async count(tx: EntityManager, accountId: string, terms: Terms): Promise<number> {
    const of = await this.stockOf(tx, accountId, terms, await databaseNow(tx));
    return this.journal.ask((own) => countStock(own, of), tx);
  }

  private async list(tx: EntityManager, accountId: string, terms: Terms, now: number): Promise<number[]> {
    const of = await this.stockOf(tx, accountId, terms, now);
    return this.journal.ask((own) => listStock(own, of, atOnce), tx);
  }

  private async stockOf(
    tx: EntityManager,
    accountId: string,
    { exchangeStages: stages, exchangeUserIds: ownerIds, newestFirst = false }: Terms,
    now: number,
  ): Promise<StockOf> {
    const held = await this.claims.listHeld(tx, accountId);
    const aside = await tx.find(SetAside, {
      select: { accountId: true, leadId: true },
      where: { accountId, until: MoreThan(new Date(now)) },
    });
    const except = [...held, ...aside.map(({ leadId }) => leadId)];
    const grants = await this.claims.listRecentGrants(tx, accountId, now);
    return { accountId, stages, ownerIds, newestFirst, grants, except };
  }
}

const keyOf = (accountId: string, leadId: number) => [`limits.lead:${accountId}:${leadId}`];

/** Whether nobody else is taking this lead; then nobody can until the transaction ends. */
async function tryToLock(tx: EntityManager, accountId: string, leadId: number): Promise<boolean> {
  const [row] = await tx.query<{ isMine: boolean }[]>(
    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isMine"`,
    keyOf(accountId, leadId),
  );
  return row?.isMine === true;
}

async function lock(tx: EntityManager, accountId: string, leadId: number): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', keyOf(accountId, leadId));
}
