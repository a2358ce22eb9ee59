import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { parseSettings, type Settings } from './decide-settings.js';

const fileIn = (folder: string) => `${folder}/hub.json`;

/** What `login` stored in this folder; null when there is nothing that can be read as such. */
export async function readSettings(folder: string): Promise<Settings | null> {
  const text = await readFile(fileIn(folder), 'utf8').catch(() => '');
  return parseSettings(text);
}

/** Stores address and key, readable by their owner alone at every moment. Gives the file's path. */
export async function storeSettings(folder: string, settings: Settings): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = `${fileIn(folder)}.${process.pid}`;
  await writeFile(part, `${JSON.stringify(settings)}\n`, { mode: 0o600, flag: 'w' });
  // A left-over part of an earlier try would have kept its own mode.
  await chmod(part, 0o600);
  await rename(part, fileIn(folder));
  return fileIn(folder);
}
