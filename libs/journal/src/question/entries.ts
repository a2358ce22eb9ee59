import { isIn, leadNow } from './about-manager.js';

/**
 * Whether a row of history is an entry of the manager's deal into a set of stages (parameters 5 and 6) from outside of it,
 * within the seconds of parameters 7 and 8. Its type has to be asked beside; by `history_owner`.
 */
const isMove = `row.account_id = $1 AND row.owner_id = manager.id AND row.entity = 'lead'
        AND row.moment >= $7 AND row.moment < $8
        AND ${isIn('row.pipeline_id', 'row.status_id', 5)}
        AND NOT ${isIn(`(row.before->0->>'pipelineId')::bigint`, `(row.before->0->>'statusId')::bigint`, 5)}`;

/** The same of what the hub gave and the journal does not show yet, and of what was closed before history begins (parameter 9), by `lead_closed`. */
const unseenEntries = `
    SELECT pending.lead_id, pending.at / 1000 AS moment, '' AS event_id
      FROM pending LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = pending.lead_id
      WHERE pending.owner_id = manager.id AND pending.at / 1000 >= $7 AND pending.at / 1000 < $8
        AND ${isIn('pending.pipeline_id', 'pending.status_id', 5)}
        AND NOT ${isIn('lead.pipeline_id', 'lead.status_id', 5)}
    UNION ALL
    SELECT lead.lead_id, lead.closed_at, ''
      FROM journal.lead
      WHERE lead.account_id = $1 AND lead.owner_id = manager.id AND lead.gone_at IS NULL AND lead.closed_at IS NOT NULL
        AND lead.status_id IN (142, 143) AND lead.closed_at >= $7 AND lead.closed_at < least($8, $9)
        AND ${isIn('lead.pipeline_id', 'lead.status_id', 5)}`;

/** Every entry of a deal of the manager: lead, second, and the event's id where history has it. */
export const entriesOfManager = `(
    SELECT row.entity_id AS lead_id, row.moment, row.event_id
      FROM journal.history AS row
      WHERE ${isMove} AND row.type IN ('lead_added', 'lead_status_changed')
    UNION ALL ${unseenEntries})`;

/** Whether a lead of these rows is still there. */
export const isThere = (leadId: string) => `EXISTS (SELECT FROM ${leadNow(leadId)} AS now)`;

/** The newest row of history of one type, read from its end: whoever has an entry lately costs no look at all of history. */
const lastMove = (type: string) => `
    (SELECT row.moment FROM journal.history AS row
      WHERE ${isMove} AND row.type = '${type}' AND ${isThere('row.entity_id')}
      ORDER BY row.moment DESC LIMIT 1)`;

/** The second of the last entry of a deal of the manager that is still there, or null. */
export const lastEntryOfManager = `greatest(${lastMove('lead_added')}, ${lastMove('lead_status_changed')},
    (SELECT max(entry.moment) FROM (${unseenEntries}) AS entry WHERE ${isThere('entry.lead_id')}))`;
