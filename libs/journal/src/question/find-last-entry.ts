import type { EntityManager } from 'typeorm';
import {
  parametersOf,
  parametersOfEntries,
  withGrants,
  type AboutManager,
  type StageSetOf,
} from './about-manager.js';
import { entriesOfManager, isThere } from './entries.js';

/**
 * When a deal of the manager entered a set of stages last, in epoch milliseconds; null: never, as far as history reaches.
 * Deleted deals do not count. Index `history_owner`.
 */
export async function findLastEntry(
  tx: EntityManager,
  about: AboutManager,
  set: StageSetOf,
  now: number,
): Promise<number | null> {
  const [row] = await tx.query<{ last: string | null }[]>(
    `${withGrants}
     SELECT max(entry.moment) AS last FROM ${entriesOfManager} AS entry WHERE ${isThere('entry.lead_id')}`,
    [...parametersOf(about), ...parametersOfEntries(about, set, { from: 0, to: now + 1000 })],
  );
  return row?.last ? Number(row.last) * 1000 : null;
}
