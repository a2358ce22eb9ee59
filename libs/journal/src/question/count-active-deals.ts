import type { EntityManager } from 'typeorm';
import { askEach, questionAboutEach, countsOf, isOut, type AboutManagers } from './about-manager.js';

const question = questionAboutEach(
  'active_deals',
  `SELECT count(*)::int AS count FROM (
       SELECT lead.lead_id FROM journal.lead
         WHERE lead.account_id = $1 AND lead.owner_id = manager.id AND lead.gone_at IS NULL
           AND lead.status_id NOT IN (142, 143) AND NOT ${isOut('lead.pipeline_id', 'lead.status_id')}
           AND lead.lead_id NOT IN (SELECT lead_id FROM pending)
       UNION ALL
       SELECT lead_id FROM pending
         WHERE owner_id = manager.id AND status_id NOT IN (142, 143) AND NOT ${isOut('pipeline_id', 'status_id')}
     ) AS deal`,
);

/** How many deals outside 142 and 143 are the manager's. Index `lead_active`. */
export async function countActiveDeals(
  tx: EntityManager,
  about: AboutManagers,
): Promise<Map<number, number>> {
  const rows = await askEach<{ count: number }>(tx, about, question);
  return countsOf(rows);
}
