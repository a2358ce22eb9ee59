import { sqlIsThere } from './about-manager.js';
import { isEntry, isOfManager, unseenEntries } from './entries.js';

/**
 * When a deal of the manager entered a set of stages last, in epoch milliseconds; null: never, as far as history
 * reaches. Deleted deals do not count. Index `history_owner`, once per type and from its end: for a manager with a
 * recent entry the query does not read all of history.
 */
export const lastEntry = `
  SELECT max(entry.moment) * 1000 FROM (
    SELECT moved.moment
      FROM (VALUES ('lead_added'), ('lead_status_changed')) AS kind (type) CROSS JOIN LATERAL (
        SELECT row.moment FROM journal.history AS row
          WHERE ${isOfManager} AND row.type = kind.type AND row.moment >= 0 AND row.moment < asked."to" / 1000
            AND ${isEntry} AND ${sqlIsThere('row.entity_id')}
          ORDER BY row.moment DESC LIMIT 1) AS moved
    UNION ALL
    SELECT unseen.moment FROM (${unseenEntries}) AS unseen WHERE ${sqlIsThere('unseen.lead_id')}) AS entry`;
