import { UnexpectedAnswer } from '@hub/amocrm/pure';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform/pure';

/**
 * For `catch` behind a reading that a person asked for: an answer of amoCRM that cannot be true becomes a 502 `Problem`
 * that says so. Throws every other error as it is.
 */
export function refuseUnreadable(error: unknown): never {
  if (!(error instanceof UnexpectedAnswer)) throw error;
  const { path, expected } = error;
  throw new Problem(502, message('sync.answer-unreadable', { path, expected }), [], { cause: error });
}
