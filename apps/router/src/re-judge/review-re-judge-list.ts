import { inTransaction } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { ReJudgeLeadRepository } from './re-judge-lead.repository.js';
import { OpenAskRepository } from './open-ask.repository.js';

/** Keeps the questions about listed leads true while leads are judged and rules change. */
@Injectable()
export class ReviewReJudgeList {
  constructor(
    private readonly list: ReJudgeLeadRepository,
    private readonly asks: OpenAskRepository,
    private readonly rules: RoutingRulesRepository,
    private readonly source: DataSource,
  ) {}

  /**
   * Updates the questions, because leads were judged since. Held leads of an account that is not in the rules any more
   * are deleted.
   */
  async run(now: Date): Promise<void> {
    for (const accountId of await this.list.listAccountIds())
      await inTransaction(this.source, async (tx) => {
        await this.list.lock(tx, accountId);
        const current = await this.rules.findCurrent(tx);
        if (accountId !== current?.rules.hqAccountId) await this.list.forgetAccount(tx, accountId);
        await this.asks.refresh(tx, accountId, now);
      });
    const current = await this.rules.findCurrent();
    await inTransaction(this.source, (tx) =>
      this.asks.clearOrphans(tx, current?.rules.hqAccountId ?? null, now),
    );
  }
}
