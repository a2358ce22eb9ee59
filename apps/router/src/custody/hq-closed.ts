import { closingStatusIds } from '../lead/route-lead.js';

/** In SQL: the HQ lead of `leg`, where the journal shows it closed or gone. */
export const hqClosed = `SELECT FROM journal.lead hq WHERE hq.account_id = leg.hq_account_id AND hq.lead_id = leg.hq_lead_id
  AND (hq.gone_at IS NOT NULL OR hq.status_id IN (${closingStatusIds.join(', ')}))`;
