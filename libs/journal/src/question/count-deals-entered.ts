import type { EntityManager } from 'typeorm';
import {
  askEach,
  questionAboutEach,
  countsOf,
  parametersOfEntries,
  type AboutManagers,
  type SpanOfTime,
  type StageSetOf,
} from './about-manager.js';
import { entriesOfManager, isThere } from './entries.js';

const question = questionAboutEach(
  'deals_entered',
  `SELECT count(DISTINCT entry.lead_id)::int AS count FROM ${entriesOfManager} AS entry
       WHERE ${isThere('entry.lead_id')}`,
);

/**
 * How many deals entered a set of stages within a span while they were the manager's, whoever owns them now and wherever
 * they stand; deleted ones do not count. Index `history_owner`.
 */
export async function countDealsEntered(
  tx: EntityManager,
  about: AboutManagers,
  set: StageSetOf,
  during: SpanOfTime,
): Promise<Map<number, number>> {
  const rows = await askEach<{ count: number }>(tx, about, question, parametersOfEntries(about, set, during));
  return countsOf(rows);
}
