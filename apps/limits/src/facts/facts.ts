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
  private readonly answers = new Map<string, ReadonlyMap<number, number | null>>();

  keep(question: Question, answers: ReadonlyMap<number, number | null>): void {
    this.answers.set(keyOf(question), answers);
  }

  /** Throws where nobody has answered a question about a user: it would pass for «nothing». */
  get(question: Question, userId: number): number | null {
    const answer = this.answers.get(keyOf(question))?.get(userId);
    if (answer === undefined) throw new Error(`Nobody has answered ${question.of} about user ${userId}`);
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
