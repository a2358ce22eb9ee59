import type { EntityManager } from 'typeorm';
import type { LeadOfAccount } from './find-closed-leads.js';

/**
 * How many open leads are in the pipelines of these accounts, by `account/pipeline`; those of `besides`, which the
 * caller counts itself, are left out. Index `lead_active`.
 */
export async function countOpenLeads(
  tx: EntityManager,
  accountIds: readonly string[],
  besides: readonly LeadOfAccount[],
): Promise<Map<string, number>> {
  const rows = await tx.query<{ accountId: string; pipelineId: string; count: number }[]>(
    `SELECT lead.account_id AS "accountId", lead.pipeline_id AS "pipelineId", count(*)::int AS count
       FROM journal.lead
      WHERE lead.account_id = ANY ($1) AND lead.gone_at IS NULL AND lead.status_id NOT IN (142, 143)
        AND (lead.account_id, lead.lead_id) NOT IN (
          SELECT * FROM jsonb_to_recordset($2) AS own("accountId" uuid, "leadId" bigint))
      GROUP BY 1, 2`,
    [accountIds, JSON.stringify(besides)],
  );
  return new Map(rows.map(({ accountId, pipelineId, count }) => [`${accountId}/${pipelineId}`, count]));
}
