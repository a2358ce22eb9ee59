import type { EntityManager } from 'typeorm';
import {
  askEach,
  parametersOfEntries,
  questionAboutEach,
  type AboutManagers,
  type StageSetOf,
} from './about-manager.js';
import { lastEntryOfManager } from './entries.js';

const question = questionAboutEach('last_entry', `SELECT ${lastEntryOfManager} AS last`);

/**
 * When a deal of the manager entered a set of stages last, in epoch milliseconds; null: never, as far as history reaches.
 * Deleted deals do not count. Index `history_owner`, from its end.
 */
export async function findLastEntry(
  tx: EntityManager,
  about: AboutManagers,
  set: StageSetOf,
  now: number,
): Promise<Map<number, number | null>> {
  const rows = await askEach<{ last: string | null }>(
    tx,
    about,
    question,
    parametersOfEntries(about, set, { from: 0, to: now + 1000 }),
  );
  return new Map([...rows].map(([userId, { last }]) => [userId, last === null ? null : Number(last) * 1000]));
}
