import type { EntityManager } from 'typeorm';
import { hintConsumer } from './seen-changes.js';

/**
 * When the oldest change of a lead or task was made that a hint reports and no reading has followed; null: there is none. One
 * statement, because a hint moves from the outbox to the inbox and becomes a due card. Cards that amoCRM does not let the
 * hub read, or does not find, are left out: they wait for long, and alarms report them.
 */
export async function findUnreadSince(tx: EntityManager, accountId: string): Promise<Date | null> {
  const [row]: { since: Date | null }[] = await tx.query(
    `SELECT min(coalesce(to_timestamp(changed_at), asked_at)) AS since FROM (
       SELECT (payload ->> 'changedAt')::bigint AS changed_at, created_at AS asked_at
         FROM (
           SELECT key, payload, created_at FROM observer.outbox WHERE subject = 'crm.changed' AND '${hintConsumer}' = ANY (waiting)
           UNION ALL
           SELECT key, payload, created_at FROM observer.inbox WHERE consumer = '${hintConsumer}' AND state = 'waiting'
         ) AS hint
         WHERE split_part(key, ':', 1) = $1::text AND payload ->> 'entity' IN ('lead', 'unsorted', 'task')
           AND payload ->> 'action' <> 'note'
       UNION ALL
       SELECT changed_at, asked_at FROM observer.due_card
         WHERE account_id = $1::uuid AND entity IN ('lead', 'task') AND failed_reads = 0 AND absent_reads = 0
     ) AS unread`,
    [accountId],
  );
  return row?.since ?? null;
}
