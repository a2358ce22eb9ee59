import { randomUUID } from 'node:crypto';
import { Bus } from '@hub/bus';
import type { ClaimRequest } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { JudgeUser } from '../eligibility/judge-user.js';
import type { Exchange } from '../settings/exchange.entity.js';
import { StockRepository } from '../stock/stock.repository.js';
import type { ClaimRow } from './claim.entity.js';
import { ClaimRepository } from './claim.repository.js';
import { FINISH_CLAIM, finishJobId } from './settle-claim.js';
import { termsOf, type Terms } from './terms.js';

/** When the job looks after a claim whose process may have died: longer than a healthy claim ever takes. */
const finishAfterMs = 15_000;

/** Records one press of the button: decides, and holds the first lead of the stock (oldest, or newest by `newestFirst`) when the press is allowed. */
@Injectable()
export class ClaimLead {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
    private readonly claims: ClaimRepository,
    private readonly judgeUser: JudgeUser,
    private readonly stock: StockRepository,
  ) {}

  /**
   * One transaction, one press of a user at a time: counts, decision, the held lead and the job that ends the claim
   * after a crash commit together. A key that was used before gets the claim of that press. Throws a 503 `Problem` where a
   * lead would be due and the journal of the account is not fresh.
   */
  async press(request: ClaimRequest, exchange: Exchange, correlationId: string): Promise<ClaimRow> {
    const { accountId, userId } = request;
    return inTransaction(this.source, async (tx) => {
      await this.claims.lockUser(tx, accountId, userId);
      const before = request.idempotencyKey
        ? await this.claims.findByKey(accountId, userId, request.idempotencyKey, tx)
        : null;
      if (before) return before;
      const { group, blocks } = await this.judgeUser.judge(tx, exchange, userId, await databaseNow(tx));
      const terms = group && termsOf(group);
      const claim = blankClaim(request, terms, correlationId);
      if (!terms || blocks.length > 0) return this.add(tx, { ...claim, state: 'refused', blocks });
      await this.stock.assertFresh(tx, accountId);
      const leadId = await this.stock.take(tx, accountId, terms);
      if (leadId === null) return this.add(tx, claim);
      await this.bus.enqueue(
        tx,
        FINISH_CLAIM,
        { claimId: claim.id, accountId: claim.accountId },
        {
          id: finishJobId(claim.id),
          key: claim.id,
          correlationId,
          runAt: new Date(claim.pressedAt.getTime() + finishAfterMs),
        },
      );
      return this.add(tx, { ...claim, state: 'reserved', leadId, settledAt: null });
    });
  }

  private async add(tx: EntityManager, claim: ClaimRow): Promise<ClaimRow> {
    await this.claims.add(tx, claim);
    return claim;
  }
}

/** A press that found no lead, until it is known to be something else. */
function blankClaim(request: ClaimRequest, terms: Terms | null, correlationId: string): ClaimRow {
  const now = new Date();
  return {
    id: randomUUID(),
    accountId: request.accountId,
    userId: request.userId,
    idempotencyKey: request.idempotencyKey ?? null,
    state: 'empty',
    leadId: null,
    terms,
    blocks: [],
    problem: null,
    correlationId,
    pressedAt: now,
    settledAt: now,
    writeBegunAt: null,
    writeRepeatedAt: null,
    changedAt: null,
  };
}
