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

/** Answers that were read before they are asked for, by the very objects that ask. */
export class Answered {
  private readonly answers = new Map<Question, ReadonlyMap<number, number | null>>();

  /** `questions`: those that ask the same. */
  keep(questions: readonly Question[], answers: ReadonlyMap<number, number | null>): void {
    for (const question of questions) this.answers.set(question, answers);
  }

  /** Throws where nobody has answered a question about a user: it would pass for «nothing». */
  get(question: Question, userId: number): number | null {
    const answer = this.answers.get(question)?.get(userId);
    if (answer === undefined) throw new Error(`Nobody has answered ${question.of} about user ${userId}`);
    return answer;
  }
}
