import type { Message } from '@hub/messages';
import type { Step } from './call.js';
import { describeRefusal } from './describe-refusal.js';
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

/** Thrown when a step ends the attempt: `failure` is why, `said` names the objects that amoCRM refused too. */
export class StepFailed extends Error {
  constructor(
    readonly failure: Error,
    readonly said: Message,
  ) {
    super(failure.message, { cause: failure });
  }
}

/** What ended an attempt, in words. */
export function failureOf(caught: unknown): Pick<StepFailed, 'said'> & { readonly failure: unknown } {
  return caught instanceof StepFailed ? caught : { failure: caught, said: describeRefusal(caught) };
}

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
