import { askPrepared, BatchedRead } from '@hub/database';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AbsentCard } from './absent-card.entity.js';

export type CardId = Pick<AbsentCard, 'accountId' | 'entity' | 'entityId'>;

/** After so long without a read, an absence is a new one. */
const forgottenAfterMs = 10 * 60_000;

const countedCards = {
  name: 'absent-cards',
  text: `SELECT card.reads IS NOT NULL AS "isCounted"
    FROM unnest($1::uuid[], $2::text[], $3::bigint[]) WITH ORDINALITY AS asked (account_id, entity, entity_id, n)
    LEFT JOIN router.absent_card card USING (account_id, entity, entity_id) ORDER BY asked.n`,
};

/** Questions about cards that reads did not find. Writes take the caller's transaction. */
@Injectable()
export class AbsentCardRepository {
  private readonly counted = new BatchedRead<CardId, boolean>(async (cards) => {
    const rows = await askPrepared<{ isCounted: boolean }>(this.source, countedCards, [
      cards.map(({ accountId }) => accountId),
      cards.map(({ entity }) => entity),
      cards.map(({ entityId }) => entityId),
    ]);
    return rows.map(({ isCounted }) => isCounted);
  });

  constructor(private readonly source: DataSource) {}

  /** Whether a read before has not found the card, also one of another job, and none has found it since. */
  async isCounted(card: CardId): Promise<boolean> {
    return this.counted.of(card);
  }

  /** Counts a read that found nothing. Returns how many there were and for how long. */
  async count(tx: EntityManager, card: CardId, now: Date): Promise<{ reads: number; lastedMs: number }> {
    const { accountId, entity, entityId } = card;
    const [row]: { reads: number; first_at: Date }[] = await tx.query(
      `INSERT INTO router.absent_card AS card (account_id, entity, entity_id, reads, first_at, last_at)
       VALUES ($1, $2, $3, 1, $4, $4)
       ON CONFLICT (account_id, entity, entity_id) DO UPDATE
         SET reads = CASE WHEN card.last_at < $5 THEN 1 ELSE card.reads + 1 END,
             first_at = CASE WHEN card.last_at < $5 THEN $4 ELSE card.first_at END, last_at = $4
       RETURNING reads, first_at`,
      [accountId, entity, entityId, now, new Date(now.getTime() - forgottenAfterMs)],
    );
    if (!row) throw new Error('An absent card was not counted');
    return { reads: row.reads, lastedMs: now.getTime() - row.first_at.getTime() };
  }

  /** The card was found. */
  async forget(tx: EntityManager, { accountId, entity, entityId }: CardId): Promise<void> {
    await tx.query(
      'DELETE FROM router.absent_card WHERE account_id = $1 AND entity = $2 AND entity_id = $3',
      [accountId, entity, entityId],
    );
  }

  /** Forgets the cards of an account: it is removed. */
  async forgetAccount(tx: EntityManager, accountId: string): Promise<void> {
    await tx.query('DELETE FROM router.absent_card WHERE account_id = $1', [accountId]);
  }
}
