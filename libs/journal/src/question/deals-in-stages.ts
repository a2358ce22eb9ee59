import { sqlIsIn, leadNow } from './about-manager.js';
import { entriesOfManager } from './entries.js';

/**
 * How many deals are in a set of stages since an entry within a span at which they were the manager's. For one that
 * left the set and entered it again, the last entry counts. Indexes `history_owner` and `history_card`.
 */
export const dealsInStages = `
  SELECT count(DISTINCT entry.lead_id)
    FROM ${entriesOfManager} AS entry CROSS JOIN ${leadNow('entry.lead_id')} AS now
    WHERE ${sqlIsIn('now.pipeline_id', 'now.status_id')} AND NOT EXISTS (
      SELECT FROM journal.history AS later
        WHERE later.account_id = $1 AND later.entity = 'lead' AND later.entity_id = entry.lead_id
          AND later.type = 'lead_status_changed' AND later.moment >= entry.moment AND later.moment >= bounds.first_second
          AND (later.moment > entry.moment OR later.event_id > entry.event_id)
          AND NOT ${sqlIsIn('later.pipeline_id', 'later.status_id')})`;
