import type { EntityManager } from 'typeorm';
import { askEach, parametersOfEntries, type AboutManagers, type StageSetOf } from './about-manager.js';
import { entriesOfManager, isThere } from './entries.js';

const dayMs = 86_400_000;
/** How far back each look goes: whoever has an entry lately costs no look at all of history. */
const looksMs = [31 * dayMs, 366 * dayMs, Infinity];

/**
 * When a deal of the manager entered a set of stages last, in epoch milliseconds; null: never, as far as history reaches.
 * Deleted deals do not count. Index `history_owner`.
 */
export async function findLastEntry(
  tx: EntityManager,
  about: AboutManagers,
  set: StageSetOf,
  now: number,
): Promise<Map<number, number | null>> {
  const found = new Map<number, number | null>(about.userIds.map((userId) => [userId, null]));
  let to = now + 1000;
  for (const back of looksMs) {
    const userIds = about.userIds.filter((userId) => found.get(userId) === null);
    if (userIds.length === 0) break;
    const from = Math.max(0, now - back);
    const rows = await askEach<{ last: string | null }>(
      tx,
      { ...about, userIds },
      `SELECT max(entry.moment) AS last FROM ${entriesOfManager} AS entry WHERE ${isThere('entry.lead_id')}`,
      parametersOfEntries(about, set, { from, to }),
    );
    for (const [userId, { last }] of rows) if (last !== null) found.set(userId, Number(last) * 1000);
    // The next look ends in the second in which this one began: spans are cut to whole seconds.
    to = from;
  }
  return found;
}
