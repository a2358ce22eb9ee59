import type { AmoClient } from './amo-client.js';
import { flag, int, or, orNull, shape, text, type Read } from './read-value.js';
import { readAll } from './read-pages.js';

const bot = shape({ id: int, name: text, is_active: or(flag, true), type_functionality: orNull(int) });

export type AmoBot = Read<typeof bot>;

/** The bots of the account by name; the public API neither reads nor writes what they do. */
export async function listBots(amo: AmoClient): Promise<AmoBot[]> {
  return readAll(amo, { path: '/api/v4/bots', key: 'items', read: bot });
}
