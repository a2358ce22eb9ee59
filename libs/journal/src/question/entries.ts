import { isIn, leadNow } from './about-manager.js';

/**
 * Rows of history by which a deal of the manager entered a set of stages (parameters 5 and 6) from outside of it, within
 * the seconds of parameters 7 and 8; by `history_owner`. What the hub gave and the journal does not show yet is added, and what
 * was closed before history begins (parameter 9), by `lead_closed`.
 */
export const entriesOfManager = `(
    SELECT row.entity_id AS lead_id, row.moment, row.event_id
      FROM journal.history AS row
      WHERE row.account_id = $1 AND row.owner_id = manager.id AND row.entity = 'lead'
        AND row.type IN ('lead_added', 'lead_status_changed')
        AND row.moment >= $7 AND row.moment < $8
        AND ${isIn('row.pipeline_id', 'row.status_id', 5)}
        AND NOT ${isIn(`(row.before->0->>'pipelineId')::bigint`, `(row.before->0->>'statusId')::bigint`, 5)}
    UNION ALL
    SELECT pending.lead_id, pending.at / 1000, ''
      FROM pending LEFT JOIN journal.lead ON lead.account_id = $1 AND lead.lead_id = pending.lead_id
      WHERE pending.owner_id = manager.id AND pending.at / 1000 >= $7 AND pending.at / 1000 < $8
        AND ${isIn('pending.pipeline_id', 'pending.status_id', 5)}
        AND NOT ${isIn('lead.pipeline_id', 'lead.status_id', 5)}
    UNION ALL
    SELECT lead.lead_id, lead.closed_at, ''
      FROM journal.lead
      WHERE lead.account_id = $1 AND lead.owner_id = manager.id AND lead.gone_at IS NULL AND lead.closed_at IS NOT NULL
        AND lead.status_id IN (142, 143) AND lead.closed_at >= $7 AND lead.closed_at < least($8, $9)
        AND ${isIn('lead.pipeline_id', 'lead.status_id', 5)})`;

/** Whether a lead of these rows is still there. */
export const isThere = (leadId: string) => `EXISTS (SELECT FROM ${leadNow(leadId)} AS now)`;
