import type { AmoClient } from './amo-client.js';
import type { ItemOutcome } from './cut-batches.js';
import { int, orNull, shape, text, type Read } from './read-value.js';
import { readAll } from './read-pages.js';
import { writeBatch } from './write-batch.js';

const tag = shape({ id: int, name: text, color: orNull(text) });

export type AmoTag = Read<typeof tag>;
export type TagOwner = 'leads' | 'contacts' | 'companies';

/** The tag directory of one entity type; the same name has another id in another directory. */
export async function listTags(amo: AmoClient, owner: TagOwner): Promise<AmoTag[]> {
  return readAll(amo, { path: `/api/v4/${owner}/tags`, key: 'tags', read: tag });
}

/** Creates tags; an existing name gives its id. Colours are for leads only. */
export async function createTags(
  amo: AmoClient,
  owner: TagOwner,
  items: readonly { name: string; color?: string }[],
): Promise<ItemOutcome<AmoTag>[]> {
  return writeBatch(amo, { method: 'POST', path: `/api/v4/${owner}/tags`, items, key: 'tags', read: tag });
}
