import type { EntityManager } from 'typeorm';
import {
  parametersOf,
  parametersOfEntries,
  withGrants,
  type AboutManager,
  type SpanOfTime,
  type StageSetOf,
} from './about-manager.js';
import { entriesOfManager, isThere } from './entries.js';

/**
 * How many deals entered a set of stages within a span while they were the manager's, whoever owns them now and wherever
 * they stand; deleted ones do not count. Index `history_owner`.
 */
export async function countDealsEntered(
  tx: EntityManager,
  about: AboutManager,
  set: StageSetOf,
  during: SpanOfTime,
): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `${withGrants}
     SELECT count(DISTINCT entry.lead_id)::int AS count FROM ${entriesOfManager} AS entry
       WHERE ${isThere('entry.lead_id')}`,
    [...parametersOf(about), ...parametersOfEntries(about, set, during)],
  );
  return row?.count ?? 0;
}
