import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import type { ClaimRequest } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { JudgeUser, type Eligibility } from '../eligibility/judge-user.js';
import { StockRepository } from '../stock/stock.repository.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimRepository } from './claim.repository.js';
import { PressQueue } from './press-queue.js';
import { FINISH_CLAIM, finishJobId } from './resolve-claim.js';
import { runsByTerms, termsOf } from './terms.js';
import { problemOfUnknownStock } from './unknown-stock.js';

/** When the job finishes a claim whose process may have died: longer than a healthy claim ever takes. */
const finishAfterMs = 15_000;

interface Press extends ClaimRequest {
  correlationId: string;
}

/**
 * Records presses of the button: decides, and reserves the first lead of the stock (oldest, or newest by `newestFirst`)
 * for each that is allowed.
 */
@Injectable()
export class ClaimLead {
  private readonly queue = new PressQueue<Press, ClaimRow>((presses) => this.decideTogether(presses));

  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly claims: ClaimRepository,
    private readonly judgeUser: JudgeUser,
    private readonly stock: StockRepository,
  ) {}

  /**
   * Presses of one account that come at once share a transaction, one press of a user at a time: counts, decision, the
   * reserved lead and the job that ends the claim after a crash commit together. A key that was used before gets the
   * claim of that press. Throws a 409 `Problem` where the account was off-boarded, a 503 `Problem` where nothing but the
   * unknown stock of the account blocks the press,
   * and the reason of the signal when that was aborted before the press was decided.
   */
  press(request: ClaimRequest, correlationId: string, signal?: AbortSignal): Promise<ClaimRow> {
    return this.queue.add({ ...request, correlationId }, signal);
  }

  /** A problem replaces the claim of a press that is to be repeated. */
  private async decideTogether(presses: readonly Press[]): Promise<(ClaimRow | Error)[]> {
    const accountId = presses[0]?.accountId ?? '';
    return inTransaction(this.source, async (tx) => {
      await this.claims.lockUsers(
        tx,
        accountId,
        presses.map(({ userId }) => userId),
      );
      const before = await this.claims.findByKeys(tx, accountId, presses);
      const isNew = ({ userId }: Press) => !before.some((claim) => claim.userId === userId);
      const now = await databaseNow(tx);
      const decided = await this.decide(tx, accountId, presses.filter(isNew), now);
      const made = decided.flatMap((one) => (one instanceof Problem ? [] : [one]));
      const due = made.filter(({ state }) => state === 'empty');
      await this.reserveLeads(tx, accountId, due, now);
      await this.record(tx, made);
      const problem = decided.find((one) => one instanceof Problem);
      const byUser = new Map([...before, ...made].map((claim) => [claim.userId, claim]));
      return presses.map(({ userId }) => byUser.get(userId) ?? problem ?? notDecided(userId));
    });
  }

  /** Claims as the limits of their users decide: refused, or empty until a lead is reserved; or why one is to be repeated. */
  private async decide(
    tx: EntityManager,
    accountId: string,
    presses: readonly Press[],
    now: number,
  ): Promise<(ClaimRow | Problem)[]> {
    if (presses.length === 0) return [];
    const users = presses.map(({ userId }) => userId);
    const judged = await this.judgeUser.judgePresses(tx, accountId, users, now);
    return presses.map((press) => {
      const eligibility = judged.get(press.userId);
      if (!eligibility) throw notDecided(press.userId);
      return problemOfUnknownStock(eligibility.blocks) ?? claimOf(press, eligibility);
    });
  }

  /**
   * Reserves a lead for each of these claims, in the order of their presses, as long as there are any; the others stay
   * as they are.
   */
  private async reserveLeads(
    tx: EntityManager,
    accountId: string,
    due: readonly ClaimRow[],
    now: number,
  ): Promise<void> {
    if (due.length === 0) return;
    await this.stock.lock(tx, accountId);
    const except: number[] = [];
    for (const [terms, claims] of runsByTerms(due)) {
      const leads = await this.stock.list(tx, accountId, terms, { most: claims.length, except, now });
      except.push(...leads);
      for (const [at, leadId] of leads.entries())
        Object.assign(claims[at] ?? {}, { state: 'reserved', leadId, resolvedAt: null });
    }
  }

  private async record(tx: EntityManager, claims: ClaimRow[]): Promise<void> {
    if (claims.length === 0) return;
    const jobs = claims
      .filter(({ state }) => state === 'reserved')
      .map(({ id: claimId, accountId, correlationId, pressedAt }) => {
        const runAt = new Date(pressedAt.getTime() + finishAfterMs);
        const about = { id: finishJobId(claimId), key: claimId, correlationId, runAt };
        return { payload: { claimId, accountId }, about };
      });
    if (jobs.length > 0) await this.bus.enqueueAll(tx, FINISH_CLAIM, jobs);
    await this.claims.add(tx, claims);
  }
}

function notDecided(userId: number): Error {
  return new Error(`The press of user ${userId} was not decided`);
}

/** A press that is refused, or one that found no lead, until a lead is reserved for it. */
function claimOf(press: Press, { group, blocks }: Eligibility): ClaimRow {
  const now = new Date();
  return {
    id: randomUUID(),
    accountId: press.accountId,
    userId: press.userId,
    idempotencyKey: press.idempotencyKey ?? null,
    state: group && blocks.length === 0 ? 'empty' : 'refused',
    leadId: null,
    terms: group && termsOf(group),
    blocks,
    problem: null,
    correlationId: press.correlationId,
    pressedAt: now,
    resolvedAt: now,
    writeBegunAt: null,
    writeRepeatedAt: null,
    changedAt: null,
  };
}
