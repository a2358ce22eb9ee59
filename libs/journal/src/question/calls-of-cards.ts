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
       FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS card (account_id, entity, entity_id)
       JOIN journal.history h ON h.account_id = card.account_id AND h.entity_id = card.entity_id
        AND h.entity = card.entity AND h.moment >= $4 AND h.type IN ('incoming_call', 'outgoing_call')
      CROSS JOIN LATERAL jsonb_array_elements(h.after) AS value
      WHERE value ? 'noteId' ORDER BY h.moment, h.event_id`,
    [
      // Arrays show the planner how many cards there are; of rows in JSON it expects a hundred.
      ...[cards.map(({ accountId }) => accountId), cards.map(({ entity }) => entity)],
      cards.map(({ entityId }) => entityId),
      since,
    ],
  );
  return rows.map(({ accountId, entity, ...row }) => ({
    ...{ accountId, entity },
    ...{ entityId: Number(row.entityId), noteId: Number(row.noteId), moment: Number(row.moment) },
  }));
}
