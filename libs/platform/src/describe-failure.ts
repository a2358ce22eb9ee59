import { message, type Message } from '@hub/messages';
import { Problem } from './problem.js';
import { VerdictError } from './verdict.js';

/** Bounded, because some errors carry whole bodies. */
const mostCharacters = 1_000;

/** What went wrong and the next step, for people. An error that carries no message is said by its technical text. */
export function describeFailure(error: unknown): Message {
  if (error instanceof VerdictError) return error.asMessage();
  if (error instanceof Problem) return error.body.detail;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return message('failures.unexpected', { error: text.slice(0, mostCharacters) });
}
