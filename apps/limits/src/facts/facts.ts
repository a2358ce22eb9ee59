import type { Grant } from '@hub/journal';
import type { Known, Question } from '@hub/limits';
import type { EntityManager } from 'typeorm';
import type { Group } from '../settings/settings-of.js';

/** About whom limits ask: managers of a group, at a moment (epoch milliseconds). */
export interface About {
  accountId: string;
  group: Group;
  now: number;
  /** What the button gave lately in the account: the journal may not show it yet. */
  grants: readonly Grant[];
}

/** What is asked about one manager. */
export interface AskedOf {
  userId: number;
  questions: readonly Question[];
}

/** Where the answers to the questions of limits come from. */
export abstract class Facts {
  /** Answers about each of these managers, all as of one transaction. */
  abstract read(tx: EntityManager, about: About, asked: readonly AskedOf[]): Promise<Map<number, Known>>;
}

/** Answers that were read before they are asked for. */
export class Answered {
  private readonly answers = new Map<string, Map<number, number | null>>();

  /** About a manager who is not among the answers nothing is known: a moment is missing, a count is 0. */
  keep(
    { question, userIds }: { question: Question; userIds: readonly number[] },
    answers: ReadonlyMap<number, number | null>,
  ): void {
    const none =
      question.of === 'lastGrant' || question.of === 'oldestDue' || question.of === 'lastEntry' ? null : 0;
    this.answers.set(
      keyOf(question),
      new Map(userIds.map((userId) => [userId, answers.get(userId) ?? none])),
    );
  }

  /** Throws for a question that nobody has answered: it would pass for «nothing». */
  get(question: Question, userId: number): number | null {
    const answer = this.answers.get(keyOf(question))?.get(userId);
    if (answer === undefined) throw new Error(`Nobody has answered ${question.of}`);
    return answer;
  }
}

const keys = new WeakMap<Question, string>();

/** What two questions that ask the same have in common. Written once per object: many managers share one. */
export function keyOf(question: Question): string {
  const key = keys.get(question) ?? JSON.stringify(question);
  keys.set(question, key);
  return key;
}
