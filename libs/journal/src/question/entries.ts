import { sqlIsIn, ofManager } from './about-manager.js';

/** Types of rows of history that make somebody the owner of a lead, or move it. */
type TypeOfEvent = 'lead_added' | 'lead_status_changed' | 'entity_responsible_changed';

/**
 * Whether a row of history is about a lead of which the manager was the owner then; its type has to be asked beside, by
 * `history_owner`.
 */
export const isOfManager = `row.account_id = $1 AND row.owner_id = manager.id AND row.entity = 'lead'`;

/**
 * Rows of history of these types about leads of which the manager was the owner then, within the span that is asked about.
 * Months before the earliest span of all are not opened.
 */
export const eventsOfManager = (types: readonly TypeOfEvent[]) => `(
    SELECT row.entity_id, row.moment, row.event_id, row.pipeline_id, row.status_id, row.before
      FROM journal.history AS row
      WHERE ${isOfManager} AND row.type IN (${types.map((type) => `'${type}'`).join(', ')})
        AND row.moment >= asked."from" / 1000 AND row.moment < asked."to" / 1000 AND row.moment >= bounds.first_second)`;

/** Whether an event moved a lead into the set of stages from outside of it. */
export const isEntry = `${sqlIsIn('row.pipeline_id', 'row.status_id')}
    AND NOT ${sqlIsIn(`(row.before -> 0 ->> 'pipelineId')::bigint`, `(row.before -> 0 ->> 'statusId')::bigint`)}`;

/**
 * Entries by what the hub gave and the journal does not show yet, and by what was closed before history begins, by
 * `lead_closed`.
 */
export const unseenEntries = `
    SELECT own.lead_id, own.at / 1000 AS moment, '' AS event_id
      FROM ${ofManager('pending')} LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = own.lead_id
      WHERE own.at / 1000 >= asked."from" / 1000 AND own.at / 1000 < asked."to" / 1000
        AND ${sqlIsIn('own.pipeline_id', 'own.status_id')}
        AND NOT ${sqlIsIn('lead.pipeline_id', 'lead.status_id')}
    UNION ALL
    SELECT lead.lead_id, lead.closed_at, ''
      FROM journal.lead
      WHERE asked."from" / 1000 < bounds.history_from
        AND lead.account_id = $1 AND lead.owner_id = manager.id AND lead.gone_at IS NULL AND lead.closed_at IS NOT NULL
        AND lead.status_id IN (142, 143) AND lead.closed_at >= asked."from" / 1000
        AND lead.closed_at < least(asked."to" / 1000, bounds.history_from)
        AND ${sqlIsIn('lead.pipeline_id', 'lead.status_id')}`;

/** Every entry of a deal of the manager within the span: lead, second, and the event's id where history has it. */
export const entriesOfManager = `(
    SELECT row.entity_id AS lead_id, row.moment, row.event_id
      FROM ${eventsOfManager(['lead_added', 'lead_status_changed'])} AS row
      WHERE ${isEntry}
    UNION ALL ${unseenEntries})`;
