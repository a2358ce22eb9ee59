import type { Step } from './call.js';
import { outcomesOf, type Outcomes } from './outcomes.js';
import { readAnswer, type Learned } from './read-answer.js';

/** What came of the calls of one step: what they taught, what amoCRM refused of it, and the error that they met. */
export interface Sent {
  readonly learned: Learned;
  readonly outcomes: Outcomes;
  readonly refused: Outcomes;
  readonly error?: Error;
}

export const nothing: Learned = { entries: [], forgotten: [], ids: new Map(), rows: [] };

/** A step that was answered. */
export function doneBy(step: Step, learned: Learned): Sent {
  return {
    learned,
    outcomes: step.do === 'write' ? outcomesOf(step.items, { result: 'done' }) : {},
    refused: {},
  };
}

/** A step that removes or empties what is gone: it is done without a call. */
export function doneAlready(step: Step): Sent {
  return doneBy(step, step.do === 'write' ? readAnswer(step, null) : nothing);
}
