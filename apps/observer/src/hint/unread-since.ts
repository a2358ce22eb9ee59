import type { CrmChanged } from '@hub/contracts';
import type { JournalAccount } from '@hub/journal';
import type { EntityManager } from 'typeorm';
import { hintConsumer } from './seen-changes.js';

/**
 * Since when the change of a hint is unread; null: that is not known. A webhook counts from its arrival, because its moment
 * is one that everybody may write (an import with the dates of last year), an event of the feed from the moment of the event.
 */
export function unreadSinceOf({ source, changedAt, receivedAt }: CrmChanged): Date | null {
  if (source === 'poll' && changedAt != null) return new Date(changedAt * 1000);
  return receivedAt === undefined ? null : new Date(receivedAt);
}

/**
 * Whether a hint is about the account $1, by `account:entity:id`. The range is for the indexes; it holds in collations that
 * compare letters before signs as well.
 */
const isOfAccount = `key > $1::text || ':' AND key < $1::text || ':z' AND split_part(key, ':', 1) = $1::text`;

/** `unreadSinceOf` for a hint that waits. */
const sinceOfHint = `coalesce(CASE WHEN payload ->> 'source' = 'poll' THEN to_timestamp((payload ->> 'changedAt')::bigint) END,
  (payload ->> 'receivedAt')::timestamptz, created_at)`;

/**
 * Since when leads and tasks have changes that a hint reports and no reading has followed; null: there are none. One
 * statement, because a hint moves from the outbox to the inbox and becomes a due card. Cards that amoCRM does not let the
 * hub read, or does not find, are left out: they wait for long, and alarms report them.
 */
export async function findUnreadSince(
  tx: EntityManager,
  accountId: string,
): Promise<Pick<JournalAccount, 'unreadSince' | 'tasksUnreadSince'>> {
  const [row]: { leads: Date | null; tasks: Date | null }[] = await tx.query(
    `SELECT min(since) FILTER (WHERE entity <> 'task') AS leads, min(since) FILTER (WHERE entity = 'task') AS tasks FROM (
       SELECT payload ->> 'entity' AS entity, ${sinceOfHint} AS since
         FROM (
           SELECT payload, created_at FROM observer.outbox
             WHERE ${isOfAccount} AND subject = 'crm.changed' AND '${hintConsumer}' = ANY (waiting)
           UNION ALL
           SELECT payload, created_at FROM observer.inbox
             WHERE ${isOfAccount} AND consumer = '${hintConsumer}' AND state = 'waiting'
         ) AS hint
         WHERE payload ->> 'entity' IN ('lead', 'unsorted', 'task')
           AND payload ->> 'action' <> 'note'
       UNION ALL
       SELECT entity, unread_since FROM observer.due_card
         WHERE account_id = $1::uuid AND entity IN ('lead', 'task') AND failed_reads = 0 AND absent_reads = 0
     ) AS unread`,
    [accountId],
  );
  return { unreadSince: row?.leads ?? null, tasksUnreadSince: row?.tasks ?? null };
}
