import { entityOf } from '../entities/links.js';
import { mayDo } from '../http/rights.js';
import type { ApiContext } from '../http/route.js';
import type { Task } from '../state/task.js';

/** Whether the caller sees a task: an own one, one on nothing, or one on a card they may view. */
export function mayViewTask({ account, user }: ApiContext, task: Task): boolean {
  const { entity_type: type, entity_id: id } = task;
  if (user.is_admin || task.responsible_user_id === user.id) return true;
  if (type === null || id === null || type === 'customers') return true;
  const card = entityOf(account, { type, id });
  return card !== undefined && mayDo(user, 'view', type, card);
}
