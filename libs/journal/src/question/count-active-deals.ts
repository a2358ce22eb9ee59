import type { EntityManager } from 'typeorm';
import { isOut, parametersOf, withGrants, type AboutManager } from './about-manager.js';

/** How many deals outside 142 and 143 are the manager's. Index `lead_active`. */
export async function countActiveDeals(tx: EntityManager, about: AboutManager): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `${withGrants}
     SELECT count(*)::int AS count FROM (
       SELECT lead.lead_id FROM journal.lead
         WHERE lead.account_id = $1 AND lead.owner_id = $2 AND lead.gone_at IS NULL
           AND lead.status_id NOT IN (142, 143) AND NOT ${isOut('lead.pipeline_id', 'lead.status_id')}
           AND lead.lead_id NOT IN (SELECT lead_id FROM pending)
       UNION ALL
       SELECT lead_id FROM pending
         WHERE owner_id = $2 AND status_id NOT IN (142, 143) AND NOT ${isOut('pipeline_id', 'status_id')}
     ) AS deal`,
    parametersOf(about),
  );
  return row?.count ?? 0;
}
