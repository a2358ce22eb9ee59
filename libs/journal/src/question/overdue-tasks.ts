import { sqlIsOut, leadNow } from './about-manager.js';

const overdue = `FROM journal.task
     WHERE task.account_id = $1 AND task.owner_id = manager.id AND task.gone_at IS NULL AND NOT task.is_done
       AND task.due_at * 1000 < asked."to" AND task.due_at <= asked."to" / 1000
       AND (task.entity IS DISTINCT FROM 'lead' OR EXISTS (
         SELECT FROM ${leadNow('task.entity_id')} AS now
           WHERE NOT ${sqlIsOut('now.pipeline_id', 'now.status_id')}))`;

/**
 * How many open tasks of the manager are past their due moment at the end of the span, with or without a deal; those of
 * deleted deals and of deals in excluded places do not count. Index `task_open`.
 */
export const tasksOverdue = `SELECT count(*) ${overdue}`;

/** The earliest due moment of these tasks, in epoch milliseconds; null: there are none. Index `task_open`, from its start. */
export const oldestDue = `SELECT task.due_at * 1000 ${overdue} ORDER BY task.due_at LIMIT 1`;
