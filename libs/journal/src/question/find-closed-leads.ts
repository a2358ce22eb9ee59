import type { EntityManager } from 'typeorm';

/** A lead of an account. */
export interface LeadOfAccount {
  accountId: string;
  leadId: number;
}

/** Which of these leads the journal shows closed (142, 143) or gone; one it has never seen is not. By the primary key. */
export async function findClosedLeads(
  tx: EntityManager,
  leads: readonly LeadOfAccount[],
): Promise<LeadOfAccount[]> {
  if (leads.length === 0) return [];
  const rows = await tx.query<{ accountId: string; leadId: string }[]>(
    `SELECT lead.account_id AS "accountId", lead.lead_id AS "leadId"
       FROM jsonb_to_recordset($1::jsonb) AS asked ("accountId" uuid, "leadId" bigint)
       JOIN journal.lead ON lead.account_id = asked."accountId" AND lead.lead_id = asked."leadId"
       WHERE lead.status_id IN (142, 143) OR lead.gone_at IS NOT NULL`,
    [JSON.stringify(leads.map(({ accountId, leadId }) => ({ accountId, leadId })))],
  );
  return rows.map(({ accountId, leadId }) => ({ accountId, leadId: Number(leadId) }));
}
