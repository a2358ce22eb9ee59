import { readFile, writeFile } from 'node:fs/promises';
import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** The text of a file that a person named. Throws a `CliError` when it cannot be read. */
export function readNamed(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
}

/** Writes a file that a person named. Throws a `CliError` when that is not possible. */
export function writeNamed(file: string, text: string): Promise<void> {
  return writeFile(file, text).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
}

function unreadable(file: string, cause: unknown): CliError {
  const code = String((cause as NodeJS.ErrnoException).code);
  return new CliError(message('cli.file-unreadable', { file, code }), { cause });
}
