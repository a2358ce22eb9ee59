import { Reply } from '@hub/bus';
import { EligibilityQuery, type EligibilityView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { JudgeUser } from './judge-user.js';
import { viewEligibility } from './view-eligibility.js';

/** Answers whether a user may press now, and where each limit stands. */
@Controller()
export class EligibilityController {
  constructor(
    private readonly source: DataSource,
    private readonly exchanges: ExchangeRepository,
    private readonly judgeUser: JudgeUser,
  ) {}

  @Reply('limits.eligibility.show')
  async show({ accountId, userId }: EligibilityQuery): Promise<EligibilityView> {
    const exchange = await this.exchanges.get(accountId);
    const found = await inTransaction(this.source, async (tx) =>
      this.judgeUser.judge(tx, exchange, userId, await databaseNow(tx)),
    );
    return viewEligibility(userId, found);
  }
}
