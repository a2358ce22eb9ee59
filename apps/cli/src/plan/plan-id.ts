import { readNamed } from '../commands/files.js';
import { isId } from '../hub/choose-one.js';
import { readPlanFile } from './plan-file.js';

/** The id of a plan that a person named by its id, or by a file of `plan --out`. Throws a `CliError` for anything else. */
export async function planIdOf(words: string, hub: string): Promise<string> {
  return isId(words) ? words : readPlanFile(await readNamed(words), words, hub).planId;
}
