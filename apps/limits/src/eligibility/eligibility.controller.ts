import { Reply } from '@hub/bus';
import { EligibilityQuery, type EligibilityView } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { JudgeUser } from './judge-user.js';
import { viewEligibility } from './view-eligibility.js';

/** Answers whether a user may press now, and the value of each limit. */
@Controller()
export class EligibilityController {
  constructor(
    private readonly source: DataSource,
    private readonly judgeUser: JudgeUser,
  ) {}

  @Reply('limits.eligibility.show')
  async show({ accountId, userId }: EligibilityQuery): Promise<EligibilityView> {
    const judged = await inTransaction(this.source, async (tx) =>
      this.judgeUser.judgeStored(tx, accountId, [userId], await databaseNow(tx)),
    );
    const found = judged.get(userId);
    if (!found) throw new Error(`User ${userId} was not judged`);
    return viewEligibility(userId, found);
  }
}
