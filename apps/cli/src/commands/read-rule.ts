import type { LeftOutRule } from '@hub/contracts';
import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** A rule of `--leave-out`: a kind, or behind the first colon the key of one object. Throws a `CliError` for half of one. */
export function readRule(words: string): LeftOutRule {
  const at = words.indexOf(':');
  if (at < 0 && words !== '') return { kind: words };
  if (at < 1 || at === words.length - 1) throw new CliError(message('cli.bad-rule', { words }));
  return { kind: words.slice(0, at), key: words.slice(at + 1) };
}

/** A change of a plan by its kind and key. Throws a `CliError` for anything else. */
export function readQuestion(words: string): { kind: string; key: string } {
  const at = words.indexOf(':');
  if (at < 1 || at === words.length - 1) throw new CliError(message('cli.bad-question', { words }));
  return { kind: words.slice(0, at), key: words.slice(at + 1) };
}
