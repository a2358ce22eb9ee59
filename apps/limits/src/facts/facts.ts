import type { Known, Question } from '@hub/limits';
import type { EntityManager } from 'typeorm';
import type { Exchange } from '../settings/exchange.entity.js';
import type { Group } from '../settings/settings-of.js';

/** About whom limits ask: a manager of a group, at a moment (epoch milliseconds). */
export interface About {
  exchange: Exchange;
  group: Group;
  userId: number;
  now: number;
}

/** Where the answers to the questions of limits come from. */
export abstract class Facts {
  /** Answers about one manager, all as of one transaction. */
  abstract read(tx: EntityManager, about: About, questions: readonly Question[]): Promise<Known>;
}

/** Answers that were read before they are asked for. */
export class Answered {
  private readonly answers = new Map<string, number | null>();

  keep(question: Question, answer: number | null): void {
    this.answers.set(JSON.stringify(question), answer);
  }

  /** Throws for a question that nobody has answered: it would pass for «nothing». */
  get(question: Question): number | null {
    const answer = this.answers.get(JSON.stringify(question));
    if (answer === undefined) throw new Error(`Nobody has answered ${question.of}`);
    return answer;
  }
}
