import {
  countActiveDeals,
  countDealsEntered,
  countDealsReceived,
  countDealsStanding,
  findLastEntry,
  findOverdueTasks,
  findProgress,
  Journal,
  type AboutManagers,
  type Overdue,
  type StageSetOf,
} from '@hub/journal';
import { needOf, type Known, type Need, type Question, type StageSet } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Group } from '../settings/settings-of.js';
import { Answered, Facts, type About, type AskedOf } from './facts.js';
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

  /** A statement per question, however many managers are asked about; one read-only part for all of them. */
  async read(tx: EntityManager, about: About, asked: readonly AskedOf[]): Promise<Map<number, Known>> {
    const { accountId, group, now } = about;
    const grants = await this.claims.listRecentGrants(tx, accountId, now);
    return this.journal.askAboutManagers(async (own) => {
      const progress = await findProgress(own, accountId);
      const closing = (['sale', 'refusal', 'key'] as const).filter((set) => isClosing(setOf(group, set)));
      const reach = (need: Need) => reachOf(need, closing, progress, now);
      const { excludedStages } = group;
      const managers = { accountId, excludedStages, historyFrom: progress?.feedFrom ?? null, grants };
      const byQuestion = managersByQuestion(asked);
      const withTasks = byQuestion.filter(
        ({ question: { of } }) => of === 'tasksOverdue' || of === 'oldestDue',
      );
      const userIds = [...new Set(withTasks.flatMap((one) => one.userIds))];
      // Both questions about tasks are answered by one statement.
      const overdue = once(() => findOverdueTasks(own, { ...managers, userIds }, now));
      const answered = new Answered();
      for (const { question, userIds } of byQuestion) {
        if (['missing', 'stale'].includes(reach(needOf(question)))) continue;
        const asking = { group, now, managers: { ...managers, userIds }, overdue };
        const answers = await this.answer(own, asking, question);
        for (const userId of userIds)
          answered.keep(question, userId, answers.get(userId) ?? noneOf(question));
      }
      const knownOf = (userId: number): Known => ({
        answer: (question) => answered.get(question, userId),
        reach,
      });
      return new Map(asked.map(({ userId }) => [userId, knownOf(userId)]));
    }, tx);
  }

  private async answer(
    tx: EntityManager,
    { managers, group, now, overdue }: Asking,
    question: Question,
  ): Promise<Map<number, number | null>> {
    switch (question.of) {
      case 'lastGrant':
        return this.claims.lastGrants(tx, managers, now);
      case 'leadsGiven':
        return this.claims.countGranted(tx, managers, question.during);
      case 'activeDeals':
        return countActiveDeals(tx, managers);
      case 'dealsReceived':
        return countDealsReceived(tx, managers, question.during);
      case 'tasksOverdue':
      case 'oldestDue': {
        const value = question.of === 'oldestDue' ? 'oldestDue' : 'count';
        return new Map([...(await overdue())].map(([userId, found]) => [userId, found[value]]));
      }
      case 'dealsEntered':
        return countDealsEntered(tx, managers, setOf(group, question.stages), question.during);
      case 'dealsStanding':
        return countDealsStanding(tx, managers, setOf(group, question.stages), question.during);
      case 'lastEntry':
        return findLastEntry(tx, managers, setOf(group, question.stages), now);
    }
  }
}

/** What the answer to one question is made from. */
interface Asking extends Omit<About, 'accountId'> {
  managers: AboutManagers;
  overdue: () => Promise<Map<number, Overdue>>;
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

/** Each question once, with the managers about whom it is asked. */
function managersByQuestion(asked: readonly AskedOf[]): { question: Question; userIds: number[] }[] {
  const found = new Map<string, { question: Question; userIds: Set<number> }>();
  for (const { userId, questions } of asked)
    for (const question of questions) {
      const key = JSON.stringify(question);
      const one = found.get(key) ?? { question, userIds: new Set() };
      found.set(key, one);
      one.userIds.add(userId);
    }
  return [...found.values()].map(({ question, userIds }) => ({ question, userIds: [...userIds] }));
}

/** What is answered about a manager of whom nothing is known: a moment is missing, a count is 0. */
function noneOf({ of }: Question): number | null {
  return of === 'lastGrant' || of === 'oldestDue' || of === 'lastEntry' ? null : 0;
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
