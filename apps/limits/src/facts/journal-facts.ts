import {
  askAboutManagers,
  findProgress,
  Journal,
  type AskedOfManagers,
  type JournalQuestion,
  type StageSetOf,
} from '@hub/journal';
import { reachOf } from '@hub/journal/pure';
import { isUnread, needOf, type Known, type Need, type Question, type StageSet } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Group } from '../settings/settings-of.js';
import { Answered, Facts, type About, type AskedOf } from './facts.js';

/** A question and the managers about whom it is asked. */
interface Asked {
  question: Question;
  /** The objects that ask it, this one among them. */
  same: Question[];
  userIds: number[];
}

/** Answers from the journal, and from the hub's own grants that it does not show yet. */
@Injectable()
export class JournalFacts extends Facts {
  constructor(
    private readonly journal: Journal,
    private readonly claims: ClaimRepository,
  ) {
    super();
  }

  /**
   * One statement for all questions to the journal, however many managers are asked about; one read-only part for
   * everything.
   */
  async read(tx: EntityManager, about: About, asked: readonly AskedOf[]): Promise<Map<number, Known>> {
    const { accountId, group, grants, now } = about;
    return this.journal.askAboutManagers(
      asked.length,
      async (own) => {
        const progress = await findProgress(own, accountId);
        const closing = (['sale', 'refusal', 'key'] as const).filter((set) => isClosing(setOf(group, set)));
        const reach = (need: Need) => reachOf(need, closing, progress, now);
        const answered = new Answered();
        const ofJournal: { same: Question[]; ask: AskedOfManagers }[] = [];
        for (const { question, same, userIds } of managersByQuestion(asked)) {
          if (isUnread(reach(needOf(question)))) continue;
          if (isOfClaims(question)) answered.keep(same, await this.askClaims(own, about, question, userIds));
          else ofJournal.push({ same, ask: { userIds, ...askOfJournal(question, group, now) } });
        }
        const managers = { accountId, excludedStages: group.excludedStages, grants };
        const answers = await askAboutManagers(
          own,
          { ...managers, historyFrom: progress?.feedFrom ?? null },
          ofJournal.map(({ ask }) => ask),
        );
        for (const [at, { same }] of ofJournal.entries())
          answered.keep(same, answers[at] ?? new Map<number, number>());
        const knownOf = (userId: number): Known => ({
          answer: (question) => answered.get(question, userId),
          reach,
        });
        return new Map(asked.map(({ userId }) => [userId, knownOf(userId)]));
      },
      tx,
    );
  }

  /** What the hub's own claims know. */
  private async askClaims(
    tx: EntityManager,
    { accountId, now }: About,
    question: OfClaims,
    userIds: readonly number[],
  ): Promise<Map<number, number | null>> {
    switch (question.of) {
      case 'lastGrant':
        return this.claims.lastGrants(tx, { accountId, userIds }, now);
      case 'leadsGiven':
        return this.claims.countGranted(tx, { accountId, userIds }, question.during);
    }
  }
}

/** A question that the claims answer; the journal answers all others. */
type OfClaims = Extract<Question, { of: 'lastGrant' | 'leadsGiven' }>;

function isOfClaims(question: Question): question is OfClaims {
  return question.of === 'lastGrant' || question.of === 'leadsGiven';
}

/** The question as the journal takes it. */
function askOfJournal(question: Exclude<Question, OfClaims>, group: Group, now: number): JournalQuestion {
  switch (question.of) {
    case 'activeDeals':
    case 'tasksOverdue':
    case 'oldestDue':
      return { of: question.of, during: { from: 0, to: now } };
    case 'dealsReceived':
      return { of: question.of, during: question.during };
    case 'dealsEntered':
    case 'dealsInStages':
      return { of: question.of, during: question.during, set: setOf(group, question.stages) };
    case 'lastEntry':
      // amoCRM's second that has not ended yet is within.
      return { of: question.of, during: { from: 0, to: now + 1000 }, set: setOf(group, question.stages) };
  }
}

/** Each question once, with the managers about whom it is asked. Managers share most objects, so few are compared by value. */
function managersByQuestion(asked: readonly AskedOf[]): Asked[] {
  const byObject = new Map<Question, number[]>();
  for (const { userId, questions } of asked)
    for (const question of questions) {
      const userIds = byObject.get(question);
      if (userIds) userIds.push(userId);
      else byObject.set(question, [userId]);
    }
  const byValue = new Map<string, Asked>();
  for (const [question, userIds] of byObject) {
    const value = JSON.stringify(question);
    const one = byValue.get(value) ?? { question, same: [], userIds: [] };
    byValue.set(value, one);
    one.same.push(question);
    one.userIds = [...new Set([...one.userIds, ...userIds])];
  }
  return [...byValue.values()];
}

/** The stages of a set: the group's, or 142 and 143 of every pipeline. Key stages have no default. */
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

/** Whether every stage of a set closes a deal, so that the closing time of a deal is when it entered the set. */
function isClosing({ stages, instead }: StageSetOf): boolean {
  return stages.length === 0
    ? instead !== null
    : stages.every(({ statusId }) => [142, 143].includes(statusId));
}
