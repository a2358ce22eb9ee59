import { sqlIsOut, leadNow, ofManager } from './about-manager.js';
import { eventsOfManager } from './entries.js';

/**
 * How many deals became the manager's within a span, created as theirs included, whoever owns them now; a deal that is
 * in an excluded place today does not count. Index `history_owner`.
 */
export const dealsReceived = `
  SELECT count(*) FROM (
      SELECT row.entity_id AS lead_id FROM ${eventsOfManager(['lead_added', 'entity_responsible_changed'])} AS row
        WHERE (row.before -> 0 ->> 'ownerId')::bigint IS DISTINCT FROM manager.id
      UNION
      SELECT own.lead_id FROM ${ofManager('granted')} WHERE own.moved_at >= asked."from" AND own.moved_at < asked."to"
    ) AS received CROSS JOIN ${leadNow('received.lead_id')} AS now
    WHERE NOT ${sqlIsOut('now.pipeline_id', 'now.status_id')}`;
