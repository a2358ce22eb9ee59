import type { EntityManager } from 'typeorm';

/** A lead or a contact of an account. */
export interface CardOfAccount {
  accountId: string;
  entity: 'lead' | 'contact';
  entityId: number;
}

/** A call in the feed: the note of a card that has its length and its recording. */
export interface Call extends CardOfAccount {
  noteId: number;
  /** amoCRM's seconds. */
  moment: number;
}

/** The calls of these cards since a moment, oldest first. Index `history_card`. */
export async function callsOfCards(
  tx: EntityManager,
  cards: readonly CardOfAccount[],
  since: number,
): Promise<Call[]> {
  if (cards.length === 0) return [];
  const rows = await tx.query<(Omit<Call, 'noteId' | 'moment' | 'entityId'> & Record<string, string>)[]>(
    `SELECT h.account_id AS "accountId", h.entity, h.entity_id AS "entityId", h.moment, value ->> 'noteId' AS "noteId"
       FROM jsonb_to_recordset($1::jsonb) AS card ("accountId" uuid, entity text, "entityId" bigint)
       JOIN journal.history h ON h.account_id = card."accountId" AND h.entity_id = card."entityId"
        AND h.entity = card.entity AND h.moment >= $2 AND h.type IN ('incoming_call', 'outgoing_call')
      CROSS JOIN LATERAL jsonb_array_elements(h.after) AS value
      WHERE value ? 'noteId' ORDER BY h.moment, h.event_id`,
    [
      JSON.stringify(cards.map(({ accountId, entity, entityId }) => ({ accountId, entity, entityId }))),
      since,
    ],
  );
  return rows.map(({ accountId, entity, ...row }) => ({
    ...{ accountId, entity },
    ...{ entityId: Number(row.entityId), noteId: Number(row.noteId), moment: Number(row.moment) },
  }));
}
