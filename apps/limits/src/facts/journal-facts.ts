import {
  askAboutManagers,
  findProgress,
  Journal,
  type AskedOfManagers,
  type JournalQuestion,
  type StageSetOf,
} from '@hub/journal';
import { needOf, type Known, type Need, type Question, type StageSet } from '@hub/limits';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClaimRepository } from '../claim/claim.repository.js';
import type { Group } from '../settings/settings-of.js';
import { Answered, Facts, keyOf, type About, type AskedOf } from './facts.js';
import { reachOf } from './reach-of.js';

/** A question and the managers about whom it is asked. */
interface Asked {
  question: Question;
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
        const ofJournal: { question: Question; ask: AskedOfManagers }[] = [];
        for (const { question, userIds } of managersByQuestion(asked)) {
          if (['missing', 'stale'].includes(reach(needOf(question)))) continue;
          if (isOfClaims(question))
            answered.keep(question, await this.askClaims(own, about, question, userIds));
          else ofJournal.push({ question, ask: { userIds, ...askOfJournal(question, group, now) } });
        }
        const managers = { accountId, excludedStages: group.excludedStages, grants };
        const answers = await askAboutManagers(
          own,
          { ...managers, historyFrom: progress?.feedFrom ?? null },
          ofJournal.map(({ ask }) => ask),
        );
        for (const [at, { question }] of ofJournal.entries())
          answered.keep(question, answers[at] ?? new Map<number, number>());
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

/** Each question once, with the managers about whom it is asked. */
function managersByQuestion(asked: readonly AskedOf[]): Asked[] {
  const found = new Map<string, { question: Question; userIds: Set<number> }>();
  for (const { userId, questions } of asked)
    for (const question of questions) {
      const one = found.get(keyOf(question)) ?? { question, userIds: new Set() };
      found.set(keyOf(question), one);
      one.userIds.add(userId);
    }
  return [...found.values()].map(({ question, userIds }) => ({ question, userIds: [...userIds] }));
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
