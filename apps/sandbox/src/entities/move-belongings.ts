import type { WriteScope } from '../changes/write-scope.js';
import { acceptInto } from './leave-unsorted.js';
import { moveTalks } from './move-talks.js';
import { findClosest } from './write-task.js';

/**
 * What hangs on a merged lead goes over to the one that stays: tasks, notes, talks and its incoming data, which are accepted
 * with it. Of tasks and notes nobody is told.
 */
export function moveBelongings(scope: WriteScope, from: number, to: number): void {
  const { tasks, notes, unsorted } = scope.account;
  for (const one of [...tasks.values(), ...notes.values()]) {
    if (one.entity_type === 'leads' && one.entity_id === from) one.entity_id = to;
  }
  findClosest(scope, { entity_type: 'leads', entity_id: to });
  moveTalks(scope, from, to);
  for (const one of unsorted.values()) {
    if (one.lead_id !== from) continue;
    if (one.state === 'waiting') acceptInto(scope, one, to);
    else one.lead_id = to;
  }
}
