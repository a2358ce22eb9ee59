import type { AmoClient } from './amo-client.js';
import { flag, or, shape, text, type Read } from './read-value.js';
import { readAll } from './read-pages.js';

const widget = shape({ code: text, is_active_in_account: or(flag, false) });

export type AmoWidget = Read<typeof widget>;

/** The widgets that the account knows, switched on or not. Any user may read them (configuration 5.8). */
export async function listWidgets(amo: AmoClient): Promise<AmoWidget[]> {
  return readAll(amo, { path: '/api/v4/widgets', key: 'widgets', read: widget });
}
