import type { Json } from '../configuration/json.js';
import type { Write } from './kind.js';

/** The two members most bodies share: the name when it changes, the sort when the object is placed anew. */
export function nameAndSort(write: Write): Record<string, Json> {
  return {
    ...('name' in write.changed ? { name: write.changed.name ?? null } : {}),
    ...(write.sort === null ? {} : { sort: write.sort }),
  };
}
