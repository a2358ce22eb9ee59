import { readFile, writeFile } from 'node:fs/promises';
import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/**
 * The text of a file that a person named, without a byte order mark. Throws a `CliError` when it cannot be read or is
 * no UTF-8.
 */
export async function readNamed(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw failure('cli.file-unreadable', file, cause);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliError(message('cli.file-not-utf8', { file }), { cause });
  }
}

/** Writes a file that a person named. Throws a `CliError` when that is not possible. */
export function writeNamed(file: string, text: string): Promise<void> {
  return writeFile(file, text).catch((cause: unknown) => {
    throw failure('cli.file-unwritable', file, cause);
  });
}

function failure(
  name: 'cli.file-unreadable' | 'cli.file-unwritable',
  file: string,
  cause: unknown,
): CliError {
  const code = String((cause as NodeJS.ErrnoException).code);
  return new CliError(message(name, { file, code }), { cause });
}
