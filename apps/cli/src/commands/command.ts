import type { Outcome } from '../exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import type { HubApi } from '../hub/hub-api.js';

/** What every command works with. */
export interface Bench {
  readonly terminal: Terminal;
  /** Data as JSON instead of text. */
  readonly isJson: boolean;
  /** The hub that is chosen. Throws a `CliError` when none is. */
  hub(): Promise<HubApi>;
}

/** Carries a command out with its options; its end becomes the exit code. */
export type Work<O> = (bench: Bench, options: O) => Promise<Outcome>;
