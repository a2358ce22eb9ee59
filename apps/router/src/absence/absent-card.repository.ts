import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AbsentCard } from './absent-card.entity.js';

export type CardId = Pick<AbsentCard, 'accountId' | 'entity' | 'entityId'>;

/** After so long without a read, an absence is a new one. */
const forgottenAfterMs = 10 * 60_000;

/** Questions about cards that reads did not find. All of them take the caller's transaction. */
@Injectable()
export class AbsentCardRepository {
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
