import { needOf, type Known, type Need, type Question } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Exchange } from '../settings/exchange.entity.js';
import type { Group } from '../settings/settings-of.js';
import { StockRepository } from '../stock/stock.repository.js';

/** About whom limits ask: a manager of a group. */
export interface About {
  exchange: Exchange;
  group: Group;
  userId: number;
}

/** Reads the answers to the questions of limits about one manager. */
@Injectable()
export class KnownFacts {
  constructor(
    private readonly claims: ClaimRepository,
    private readonly stock: StockRepository,
  ) {}

  async read(tx: EntityManager, about: About, questions: readonly Question[]): Promise<Known> {
    const answers = new Map<string, number | null>();
    for (const question of questions) {
      if (this.isIn(needOf(question))) answers.set(keyOf(question), await this.answer(tx, about, question));
    }
    return { answer: (question) => answers.get(keyOf(question)) ?? null, isIn: (need) => this.isIn(need) };
  }

  /** The picture of the leads has no tasks and no history. */
  private isIn({ what }: Need): boolean {
    return what === 'nothing' || what === 'deals';
  }

  private async answer(tx: EntityManager, about: About, question: Question): Promise<number | null> {
    const { exchange, group, userId } = about;
    const { accountId, archivedPipelineIds } = exchange;
    switch (question.of) {
      case 'lastGrant':
        return this.claims.lastGrant(tx, accountId, userId);
      case 'activeDeals': {
        const { excludedStages } = group;
        return this.stock.countActive(tx, { accountId, userId, excludedStages, archivedPipelineIds });
      }
      default:
        return null;
    }
  }
}

function keyOf(question: Question): string {
  return JSON.stringify(question);
}
