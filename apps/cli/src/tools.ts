import type { Command } from 'commander';
import { message, type NameIn } from '@hub/messages';
import { CliError } from './cli-error.js';
import type { Work } from './commands/command.js';

export type Options = Record<string, string | boolean | string[] | undefined>;

/** How a program makes commands and runs them. */
export interface Tools {
  readonly words: (name: NameIn<'cli'>) => string;
  readonly command: (parent: Command, name: string, about: NameIn<'cli'>) => Command;
  readonly run: <O>(
    work: Work<O>,
    optionsOf: (args: string[], given: Options) => O,
    needsAll?: boolean,
  ) => (...all: unknown[]) => Promise<void>;
}

/** An option that may be given several times. */
export const collect = (word: string, before: string[] = []): string[] => [...before, word];

/** The words of an option that `collect` gathers. */
export const listIn = (value: Options[string]): string[] => (Array.isArray(value) ? value : []);

/** The word of an option, when it was given. */
export const textIn = (value: Options[string]): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** A whole number, as far as ids of amoCRM go. Throws a `CliError` for anything else. */
export function readCount(option: string, words: string): number {
  const of = /^\d{1,15}$/.exec(words.trim());
  if (!of) throw new CliError(message('cli.bad-number', { option, words }));
  return Number(of[0]);
}
