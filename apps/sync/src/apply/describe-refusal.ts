import { message, type Message } from '@hub/messages';
import { describeFailure } from '@hub/platform/pure';
import { UnknownIdError } from '../kind/placeholder.js';
import { AnswerMismatchError } from './read-answer.js';

/** Why a call of a plan was not made, or its answer not understood, and the next step. */
export function describeRefusal(error: unknown): Message {
  if (error instanceof AnswerMismatchError)
    return message('outcomes.answer-unclear', { path: error.path, object: error.detail });
  if (error instanceof UnknownIdError) return message('outcomes.id-unknown', { object: error.address });
  return describeFailure(error);
}
