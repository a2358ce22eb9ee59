import { message, type Message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform/pure';
import { UnknownIdError } from '../kind/placeholder.js';
import { AnswerMismatchError } from './read-answer.js';

/** Why a call of a plan was not made, or its answer not understood, and the next step. */
export function describeRefusal(error: unknown): Message {
  if (error instanceof AnswerMismatchError)
    return message('outcomes.answer-unclear', { path: error.path, object: error.detail });
  if (error instanceof UnknownIdError) return message('outcomes.id-unknown', { object: error.address });
  return describeFailure(error);
}

/** Why a plan waits for its next attempt. A rollout holds its next wave for the first of the two: `decide-rollout.ts`. */
export function describeWait(error: unknown, failure: Message): Message {
  return message(isRefusal(error) ? 'outcomes.refused-for-now' : 'outcomes.waiting', { failure });
}

/** Why a plan was given up, with the objects that amoCRM refused at the last attempt: the plan has them noted, the bus has not. */
export function describeGivenUp(reason: Message, noted: Message | null): Message {
  const last = noted?.key === 'outcomes.refused-for-now' ? noted.facts.failure : undefined;
  if (last === undefined || reason.key !== 'failures.given-up-after') return reason;
  return message(reason.key, { ...reason.facts, last });
}
