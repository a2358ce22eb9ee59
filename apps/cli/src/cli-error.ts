import type { Message } from '@hub/messages';

/** Thrown when a command cannot go on; `said` says what is wrong and what to do. */
export class CliError extends Error {
  constructor(
    readonly said: Message,
    options: ErrorOptions = {},
  ) {
    super(said.key, options);
  }
}
