import { isThere } from './about-manager.js';
import { isEntry, isEventOfManager, unseenEntries } from './entries.js';

/** The newest entry of one type since a second, read from its end: whoever has one lately costs no look at all of history. */
const lastMove = (type: 'lead_added' | 'lead_status_changed', since: string) => `
  (SELECT row.moment FROM journal.history AS row
     WHERE ${isEventOfManager([type], since)} AND ${isEntry} AND ${isThere('row.entity_id')}
     ORDER BY row.moment DESC LIMIT 1)`;

/**
 * When a deal of the manager entered a set of stages last, in epoch milliseconds; null: never, as far as history reaches.
 * Deleted deals do not count. Index `history_owner`, from its end.
 */
export const lastEntry = `
  SELECT greatest(moved.moment, ${lastMove('lead_added', 'coalesce(moved.moment, 0)')},
      (SELECT max(entry.moment) FROM (${unseenEntries}) AS entry WHERE ${isThere('entry.lead_id')})) * 1000
    FROM (SELECT ${lastMove('lead_status_changed', '0')} AS moment OFFSET 0) AS moved`;
