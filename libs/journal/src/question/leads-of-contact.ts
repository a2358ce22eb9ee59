import type { EntityManager } from 'typeorm';

/** The newest leads of an account whose main contact this is, `most` of them, newest first, without those that are gone. Index `lead_client`. */
export async function leadsOfContact(
  tx: EntityManager,
  accountId: string,
  contactId: number,
  most: number,
): Promise<number[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT lead_id AS id FROM journal.lead WHERE account_id = $1 AND main_contact_id = $2 AND gone_at IS NULL
      ORDER BY created_at DESC LIMIT $3`,
    [accountId, contactId, most],
  );
  return rows.map(({ id }) => Number(id));
}
