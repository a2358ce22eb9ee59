import { AlarmRepository } from '@hub/accounts';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DueCardEntity } from './due-card.entity.js';
import { pauseOf } from './pause-of.js';

/** How long a card may wait before an alarm is raised: an answer that is broken for a moment needs no person. */
const alarmAfterMinutes = 60;

/** Cards that exist and that amoCRM does not let the hub read: retries back off, and an alarm reports them. */
@Injectable()
export class UnreadCards {
  constructor(@Inject(AlarmRepository) private readonly alarms: AlarmRepository) {}

  /** Puts a card off that could not be read just now; one that was asked for again meanwhile stays due. */
  async putOff(tx: EntityManager, card: DueCardEntity): Promise<void> {
    const { accountId, entity, entityId, asks } = card;
    const failedReads = card.failedReads + 1;
    await tx.query(
      `UPDATE observer.due_card
          SET failed_reads = $5, due_at = clock_timestamp() + $6 * interval '1 ms'
        WHERE account_id = $1 AND entity = $2 AND entity_id = $3 AND asks = $4`,
      [accountId, entity, entityId, asks, failedReads, pauseOf(failedReads)],
    );
  }

  /** Keeps the alarm while cards of the account have waited for more than an hour, and clears it otherwise. */
  async review(tx: EntityManager, accountId: string, now: Date): Promise<void> {
    const [oldest]: { count: number; since: Date; entity: string; id: string }[] = await tx.query(
      `SELECT count(*) OVER ()::int AS count, asked_at AS since, entity, entity_id AS id FROM observer.due_card
        WHERE account_id = $1 AND failed_reads > 0 AND asked_at < now() - $2 * interval '1 minute'
        ORDER BY asked_at, entity_id LIMIT 1`,
      [accountId, alarmAfterMinutes],
    );
    if (!oldest) return this.alarms.clear(tx, 'journal-stale', accountId, now);
    const { count, since, entity, id } = oldest;
    const facts = { count, since: since.toISOString(), entity, id };
    await this.alarms.keep(tx, { kind: 'journal-stale', subject: accountId, accountId, facts }, now);
  }
}
