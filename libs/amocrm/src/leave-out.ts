import type { OnUnreadable } from './read-pages.js';
import { isRecord } from './read-value.js';

/*
 * A list is searched for what an earlier attempt has made, and "not found" makes a second card: a row that cannot be read is
 * left out only where it is certainly another one.
 */

/** Leaves a row out that does not carry this mark anywhere; throws its error otherwise. */
export function unlessMarked(mark: string): OnUnreadable {
  const printed = JSON.stringify(mark).slice(1, -1);
  return (error, row) => {
    if (JSON.stringify(row).includes(printed)) throw error;
  };
}

/** For what carries no mark: leaves a row out that is older than this second; throws its error otherwise. */
export function unlessMadeSince(since: number): OnUnreadable {
  return (error, row) => {
    const madeAt = isRecord(row) ? row.created_at : undefined;
    if (typeof madeAt !== 'number' || madeAt >= since) throw error;
  };
}
