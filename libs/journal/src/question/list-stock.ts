import type { StageRef } from '@hub/contracts';
import type { EntityManager } from 'typeorm';
import { withGrants, type Grant } from './about-manager.js';

/** Which leads of an account are stock: in one of these stages and owned by one of these users. */
export interface StockOf {
  accountId: string;
  stages: readonly StageRef[];
  ownerIds: readonly number[];
  /** Whether the newest come first; otherwise the oldest do. */
  newestFirst?: boolean;
  /** What the hub gave lately: a lead that the journal does not show given yet is no stock any more. */
  grants: readonly Grant[];
  /** Leads to pass over. */
  except: readonly number[];
}

/**
 * The first leads of the stock, at most `limit`, by their creation and then their id. Index `lead_stock`, once per stage
 * and owner.
 */
export async function listStock(tx: EntityManager, of: StockOf, limit: number): Promise<number[]> {
  const order = of.newestFirst ? 'DESC' : 'ASC';
  const rows = await tx.query<{ leadId: string }[]>(
    `${withGrants}
     SELECT first.lead_id AS "leadId"
       FROM jsonb_to_recordset($4::jsonb) AS stage ("pipelineId" bigint, "statusId" bigint)
         CROSS JOIN unnest($5::bigint[]) AS owner (id)
         CROSS JOIN LATERAL (
           SELECT lead.lead_id, lead.created_at FROM journal.lead
             WHERE lead.account_id = $1 AND lead.pipeline_id = stage."pipelineId"
               AND lead.status_id = stage."statusId" AND lead.owner_id = owner.id AND lead.gone_at IS NULL
               AND lead.lead_id <> ALL ($3::bigint[]) AND lead.lead_id NOT IN (SELECT lead_id FROM pending)
             ORDER BY lead.created_at ${order}, lead.lead_id ${order} LIMIT $6) AS first
       ORDER BY first.created_at ${order}, first.lead_id ${order} LIMIT $6`,
    [...parametersOf(of), JSON.stringify(of.stages), of.ownerIds, limit],
  );
  return rows.map(({ leadId }) => Number(leadId));
}

/** How many leads the stock has. Index `lead_stock`, once per stage and owner. */
export async function countStock(tx: EntityManager, of: StockOf): Promise<number> {
  const [row] = await tx.query<{ count: number }[]>(
    `${withGrants}
     SELECT count(lead.lead_id)::int AS count
       FROM jsonb_to_recordset($4::jsonb) AS stage ("pipelineId" bigint, "statusId" bigint)
         CROSS JOIN unnest($5::bigint[]) AS owner (id)
         JOIN journal.lead ON lead.account_id = $1 AND lead.pipeline_id = stage."pipelineId"
           AND lead.status_id = stage."statusId" AND lead.owner_id = owner.id AND lead.gone_at IS NULL
           AND lead.lead_id <> ALL ($3::bigint[]) AND lead.lead_id NOT IN (SELECT lead_id FROM pending)`,
    [...parametersOf(of), JSON.stringify(of.stages), of.ownerIds],
  );
  return row?.count ?? 0;
}

/** Parameters 1 to 3, the first two of which grants need. */
function parametersOf({ accountId, except, grants }: StockOf): unknown[] {
  return [accountId, JSON.stringify(grants), except];
}
