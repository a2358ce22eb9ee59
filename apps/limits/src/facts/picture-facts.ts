import type { Known, Need, Question, Reach } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import { StockRepository } from '../stock/stock.repository.js';
import { Answered, Facts, type About } from './facts.js';

/** Answers from the picture of the leads, which has no tasks and no history: limits that need these are not known. */
@Injectable()
export class PictureFacts extends Facts {
  constructor(
    private readonly claims: ClaimRepository,
    private readonly stock: StockRepository,
  ) {
    super();
  }

  async read(tx: EntityManager, about: About, questions: readonly Question[]): Promise<Known> {
    const { exchange, group, userId } = about;
    const { accountId, archivedPipelineIds } = exchange;
    const answered = new Answered();
    for (const question of questions) {
      if (question.of === 'lastGrant')
        answered.keep(question, await this.claims.lastGrant(tx, accountId, userId));
      if (question.of === 'activeDeals') {
        const { excludedStages } = group;
        const filter = { accountId, userId, excludedStages, archivedPipelineIds };
        answered.keep(question, await this.stock.countActive(tx, filter));
      }
    }
    return { answer: (question) => answered.get(question), reach };
  }
}

function reach({ what }: Need): Reach {
  return what === 'nothing' || what === 'deals' ? 'whole' : 'missing';
}
