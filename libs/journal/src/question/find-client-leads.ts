import type { EntityManager } from 'typeorm';
import type { LeadOfAccount } from './find-closed-leads.js';

/** A lead of a client. */
export interface ClientLead extends LeadOfAccount {
  pipelineId: number;
  /** amoCRM's seconds. */
  createdAt: number;
  /** Whether its contact shares a phone with the client; else an e-mail. */
  isByPhone: boolean;
}

/** A client is known by their newest leads; a number that is in thousands of them is nobody's. */
const mostLeads = 50;

/**
 * The newest leads in these accounts whose main contact has one of these hashes of phones or e-mails, newest first; open
 * and closed ones. Indexes `contact_hashes` and `lead_client`.
 */
export async function findClientLeads(
  tx: EntityManager,
  accountIds: readonly string[],
  { phones, emails }: { phones: readonly string[]; emails: readonly string[] },
): Promise<ClientLead[]> {
  if (accountIds.length === 0 || phones.length + emails.length === 0) return [];
  const rows = await tx.query<(Record<'leadId' | 'pipelineId' | 'createdAt', string> & RowOfClient)[]>(
    `SELECT lead.account_id AS "accountId", lead.lead_id AS "leadId", lead.pipeline_id AS "pipelineId",
         lead.created_at AS "createdAt", contact.hashes && $3::text[] AS "isByPhone"
       FROM journal.contact
       JOIN journal.lead ON lead.account_id = contact.account_id AND lead.main_contact_id = contact.contact_id
        AND lead.gone_at IS NULL
      WHERE contact.hashes && $2::text[] AND contact.account_id = ANY ($1)
      ORDER BY lead.created_at DESC, lead.lead_id DESC LIMIT ${mostLeads}`,
    [accountIds, [...phones, ...emails], phones],
  );
  return rows.map(({ leadId, pipelineId, createdAt, ...row }) => ({
    ...{ ...row, leadId: Number(leadId) },
    ...{ pipelineId: Number(pipelineId), createdAt: Number(createdAt) },
  }));
}

interface RowOfClient {
  accountId: string;
  isByPhone: boolean;
}
