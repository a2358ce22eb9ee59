import type { EntityManager } from 'typeorm';
import { askEach, questionAboutEach, isOut, leadNow, type AboutManagers } from './about-manager.js';

/** What is overdue of a manager: how many open tasks, and the earliest due moment in epoch milliseconds. */
export interface Overdue {
  count: number;
  oldestDue: number | null;
}

const question = questionAboutEach(
  'overdue_tasks',
  `SELECT count(*)::int AS count, min(task.due_at) AS oldest FROM journal.task
       WHERE task.account_id = $1 AND task.owner_id = manager.id AND task.gone_at IS NULL AND NOT task.is_done
         AND task.due_at * 1000 < $5::bigint AND task.due_at <= $5::bigint / 1000
         AND (task.entity IS DISTINCT FROM 'lead' OR EXISTS (
           SELECT FROM ${leadNow('task.entity_id')} AS now
             WHERE NOT ${isOut('now.pipeline_id', 'now.status_id')}))`,
);

/**
 * Open tasks of the manager that are past their due moment (`now` in epoch milliseconds), with or without a deal; those of
 * deleted deals and of deals in excluded places do not count. Index `task_open`.
 */
export async function findOverdueTasks(
  tx: EntityManager,
  about: AboutManagers,
  now: number,
): Promise<Map<number, Overdue>> {
  const rows = await askEach<{ count: number; oldest: string | null }>(tx, about, question, [now]);
  return new Map(
    [...rows].map(([userId, { count, oldest }]) => {
      const oldestDue = oldest === null ? null : Number(oldest) * 1000;
      return [userId, { count, oldestDue }];
    }),
  );
}
