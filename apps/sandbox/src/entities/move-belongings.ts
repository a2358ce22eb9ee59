import type { WriteScope } from '../changes/write-scope.js';
import type { EntityType } from '../state/entity.js';
import { acceptInto } from './leave-unsorted.js';
import { moveTalks } from './move-talks.js';
import { findClosest } from './write-task.js';

/**
 * What hangs on a merged card goes over to the one that stays: tasks, notes, talks and the incoming data of a lead, which are
 * accepted with it. Nothing names the tasks and notes: no hook, no event, no other moment.
 */
export function moveBelongings(
  scope: WriteScope,
  type: Extract<EntityType, 'leads' | 'contacts'>,
  { from, to }: { from: number; to: number },
): void {
  const { tasks, notes, unsorted } = scope.account;
  for (const one of [...tasks.values(), ...notes.values()]) {
    if (one.entity_type === type && one.entity_id === from) one.entity_id = to;
  }
  findClosest(scope, { entity_type: type, entity_id: to });
  moveTalks(scope, type, { from, to });
  for (const one of unsorted.values()) {
    if (type === 'contacts') one.contact_ids = one.contact_ids.map((id) => (id === from ? to : id));
    else if (one.lead_id !== from) continue;
    else if (one.state === 'waiting') acceptInto(scope, one, to);
    else one.lead_id = to;
  }
}
