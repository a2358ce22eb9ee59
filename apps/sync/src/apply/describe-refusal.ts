import { message, type Message } from '@hub/messages';
import { describeFailure, isRefusal } from '@hub/platform/pure';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { UnknownIdError } from '../kind/placeholder.js';
import { AnswerMismatchError } from './read-answer.js';

/** Why a call of a plan was not made, or its answer not understood, and the next step. */
export function describeRefusal(error: unknown): Message {
  if (error instanceof AnswerMismatchError)
    return message('outcomes.answer-unclear', { path: error.path, object: error.detail });
  if (error instanceof UnknownIdError) return message('outcomes.id-unknown', { object: error.address });
  return describeFailure(error);
}

/** Why a plan waits for its next attempt. A rollout holds its next wave for a refusal: `decide-rollout.ts`. */
export function waitOf(error: unknown, failure: Message): Pick<PlanRun, 'reason' | 'refusal'> {
  return isRefusal(error)
    ? { reason: message('outcomes.refused-for-now', { failure }), refusal: failure }
    : { reason: message('outcomes.waiting', { failure }), refusal: null };
}

/** Why a plan was given up, with the objects that amoCRM refused at the last attempt: the plan has them noted, the bus has not. */
export function describeGivenUp(reason: Message, refusal: Message | null): Message {
  if (refusal === null || reason.key !== 'failures.given-up-after') return reason;
  return message(reason.key, { ...reason.facts, last: refusal });
}
