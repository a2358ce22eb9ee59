import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** Where the deals of a stage go, as `from=to`; a `=` inside a name is written `\=`. Throws a `CliError` for anything else. */
export function readTarget(words: string): { from: string; to: string } {
  const [from, to, ...rest] = words.split(/(?<!\\)=/).map((key) => key.replaceAll('\\=', '='));
  if (!from || !to || rest.length > 0) throw new CliError(message('cli.bad-rollout-move', { words }));
  return { from, to };
}
