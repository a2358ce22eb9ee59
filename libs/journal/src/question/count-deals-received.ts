import type { EntityManager } from 'typeorm';
import {
  askEach,
  questionAboutEach,
  countsOf,
  isOut,
  leadNow,
  type AboutManagers,
  type SpanOfTime,
} from './about-manager.js';

const question = questionAboutEach(
  'deals_received',
  `SELECT count(*)::int AS count FROM (
       SELECT row.entity_id AS lead_id FROM journal.history AS row
         WHERE row.account_id = $1 AND row.owner_id = manager.id AND row.entity = 'lead'
           AND row.type IN ('lead_added', 'entity_responsible_changed')
           AND row.moment >= $5::bigint / 1000 AND row.moment < $6::bigint / 1000
           AND (row.before->0->>'ownerId')::bigint IS DISTINCT FROM row.owner_id
       UNION
       SELECT lead_id FROM granted WHERE owner_id = manager.id AND at >= $5::bigint AND at < $6::bigint
     ) AS received CROSS JOIN ${leadNow('received.lead_id')} AS now
     WHERE NOT ${isOut('now.pipeline_id', 'now.status_id')}`,
);

/**
 * How many deals became the manager's within a span, created as theirs included, whoever owns them now; what stands in an
 * excluded place today does not count. Index `history_owner`.
 */
export async function countDealsReceived(
  tx: EntityManager,
  about: AboutManagers,
  during: SpanOfTime,
): Promise<Map<number, number>> {
  const rows = await askEach<{ count: number }>(tx, about, question, [during.from, during.to]);
  return countsOf(rows);
}
