import type { Known, Question } from '@hub/limits';
import type { EntityManager } from 'typeorm';
import type { Group } from '../settings/settings-of.js';

/** About whom limits ask: managers of a group, at a moment (epoch milliseconds). */
export interface About {
  accountId: string;
  group: Group;
  now: number;
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
  private readonly answers = new Map<string, number | null>();

  keep(question: Question, userId: number, answer: number | null): void {
    this.answers.set(keyOf(question, userId), answer);
  }

  /** Throws for a question that nobody has answered: it would pass for «nothing». */
  get(question: Question, userId: number): number | null {
    const answer = this.answers.get(keyOf(question, userId));
    if (answer === undefined) throw new Error(`Nobody has answered ${question.of}`);
    return answer;
  }
}

function keyOf(question: Question, userId: number): string {
  return `${userId} ${JSON.stringify(question)}`;
}
