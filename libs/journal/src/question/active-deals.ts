import { sqlIsOut, ofManager } from './about-manager.js';

/** How many deals outside 142 and 143 are the manager's. Index `lead_active`. */
export const activeDeals = `
  (SELECT count(*) FROM journal.lead
     WHERE lead.account_id = $1 AND lead.owner_id = manager.id AND lead.gone_at IS NULL
       AND lead.status_id NOT IN (142, 143) AND NOT ${sqlIsOut('lead.pipeline_id', 'lead.status_id')}
       AND lead.lead_id NOT IN (SELECT lead_id FROM pending))
  + (SELECT count(*) FROM ${ofManager('pending')}
     WHERE own.status_id NOT IN (142, 143) AND NOT ${sqlIsOut('own.pipeline_id', 'own.status_id')})`;
