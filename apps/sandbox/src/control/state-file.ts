import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiProblem } from '../http/problem.js';

const names = /^[a-z0-9][\w. -]{0,99}$/i;

/** The path of a file of the folder. Throws 400 on anything but a plain name: no folders, no addresses, nothing hidden. */
async function pathOf(folder: string, name: unknown): Promise<string> {
  if (typeof name !== 'string' || !names.test(name))
    throw new ApiProblem(400, 'file must be the plain name of a file, e.g. state.json');
  const path = join(folder, name);
  const found = await lstat(path).catch(() => null);
  if (found && !found.isFile()) throw new ApiProblem(400, 'file must name a file, not a link or a folder');
  return path;
}

/** Writes a saved state into the folder, which it makes. Throws 400 on a bad name or when that is not possible. */
export async function writeState(folder: string, name: unknown, text: string): Promise<string> {
  const path = await pathOf(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, text);
    return String(name);
  } catch (error) {
    throw new ApiProblem(400, `Can not save: ${error instanceof Error ? error.message : 'unwritable'}`);
  }
}

/** Reads a saved state of the folder. Throws 400 on a bad name or when that is not possible. */
export async function readState(folder: string, name: unknown): Promise<string> {
  const path = await pathOf(folder, name);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ApiProblem(400, `Can not load: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
