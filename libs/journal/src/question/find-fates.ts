import type { EntityManager } from 'typeorm';
import type { LeadOfAccount } from './find-closed-leads.js';

/** What became of a lead, and when it was created (amoCRM's seconds). */
export interface Fate extends LeadOfAccount {
  fate: 'open' | 'won' | 'lost' | 'gone';
  createdAt: number;
}

/** What became of these leads, as far as the journal has them. By the primary key. */
export async function findFates(tx: EntityManager, leads: readonly LeadOfAccount[]): Promise<Fate[]> {
  if (leads.length === 0) return [];
  const rows = await tx.query<{ accountId: string; leadId: string; fate: Fate['fate']; createdAt: string }[]>(
    `SELECT lead.account_id AS "accountId", lead.lead_id AS "leadId", lead.created_at AS "createdAt",
         CASE WHEN lead.gone_at IS NOT NULL THEN 'gone' WHEN lead.status_id = 142 THEN 'won'
           WHEN lead.status_id = 143 THEN 'lost' ELSE 'open' END AS fate
       FROM jsonb_to_recordset($1::jsonb) AS asked ("accountId" uuid, "leadId" bigint)
       JOIN journal.lead ON lead.account_id = asked."accountId" AND lead.lead_id = asked."leadId"`,
    [JSON.stringify(leads.map(({ accountId, leadId }) => ({ accountId, leadId })))],
  );
  return rows.map(({ leadId, createdAt, ...row }) => ({
    ...row,
    leadId: Number(leadId),
    createdAt: Number(createdAt),
  }));
}
