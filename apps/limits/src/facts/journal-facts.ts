import {
  countActiveDeals,
  countDealsEntered,
  countDealsReceived,
  countDealsStanding,
  findLastEntry,
  findOverdueTasks,
  Journal,
  type AboutManager,
  type StageSetOf,
} from '@hub/journal';
import { needOf, type Known, type Question, type StageSet } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Group } from '../settings/settings-of.js';
import { Answered, Facts, type About } from './facts.js';
import { reachOf } from './reach-of.js';

/** Answers from the journal, and from the hub's own grants that it does not show yet. */
@Injectable()
export class JournalFacts extends Facts {
  constructor(
    private readonly journal: Journal,
    private readonly claims: ClaimRepository,
  ) {
    super();
  }

  async read(tx: EntityManager, about: About, questions: readonly Question[]): Promise<Known> {
    const { exchange, group, userId, now } = about;
    const { accountId } = exchange;
    const progress = await this.journal.findAccount(accountId, tx);
    const manager: AboutManager = {
      ...{ accountId, userId, excludedStages: group.excludedStages },
      historyFrom: progress?.feedFrom ?? null,
      grants: await this.claims.listRecentGrants(tx, accountId, now),
    };
    const closing = (['sale', 'refusal', 'key'] as const).filter((set) => isClosing(setOf(group, set)));
    const answered = new Answered();
    for (const question of questions) {
      if (['missing', 'stale'].includes(reachOf(needOf(question), closing, progress, now))) continue;
      answered.keep(question, await this.answer(tx, { ...about, manager }, question));
    }
    return {
      answer: (question) => answered.get(question),
      reach: (need) => reachOf(need, closing, progress, now),
    };
  }

  private async answer(
    tx: EntityManager,
    about: About & { manager: AboutManager },
    question: Question,
  ): Promise<number | null> {
    const { manager, group, now } = about;
    const ask = <T>(of: (own: EntityManager) => Promise<T>) => this.journal.ask(of, tx);
    switch (question.of) {
      case 'lastGrant':
        return this.claims.lastGrant(tx, manager.accountId, manager.userId);
      case 'leadsGiven':
        return this.claims.countGranted(tx, manager, question.during);
      case 'activeDeals':
        return ask((own) => countActiveDeals(own, manager));
      case 'dealsReceived':
        return ask((own) => countDealsReceived(own, manager, question.during));
      case 'tasksOverdue':
        return (await ask((own) => findOverdueTasks(own, manager, now))).count;
      case 'oldestDue':
        return (await ask((own) => findOverdueTasks(own, manager, now))).oldestDue;
      case 'dealsEntered': {
        const set = setOf(group, question.stages);
        return ask((own) => countDealsEntered(own, manager, set, question.during));
      }
      case 'dealsStanding': {
        const set = setOf(group, question.stages);
        return ask((own) => countDealsStanding(own, manager, set, question.during));
      }
      case 'lastEntry': {
        const set = setOf(group, question.stages);
        return ask((own) => findLastEntry(own, manager, set, now));
      }
    }
  }
}

/** The stages of a set: the group's, or 142 and 143 of every pipeline. Key stages have no stand-in. */
function setOf({ saleStages, refusalStages, keyStages }: Group, set: StageSet): StageSetOf {
  switch (set) {
    case 'sale':
      return { stages: saleStages, instead: 142 };
    case 'refusal':
      return { stages: refusalStages, instead: 143 };
    case 'key':
      return { stages: keyStages, instead: null };
  }
}

/** Whether every stage of a set closes a deal, so that a closed deal tells when it entered. */
function isClosing({ stages, instead }: StageSetOf): boolean {
  return stages.length === 0
    ? instead !== null
    : stages.every(({ statusId }) => [142, 143].includes(statusId));
}
