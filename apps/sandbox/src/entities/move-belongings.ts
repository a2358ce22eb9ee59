import type { WriteScope } from '../changes/write-scope.js';
import type { EntityType } from '../state/entity.js';

/** What hangs on a merged card goes over to the one that stays. Nothing names it: no hook, no event, no other moment. */
export function moveBelongings(
  { account }: WriteScope,
  type: Extract<EntityType, 'leads' | 'contacts'>,
  { from, to }: { from: number; to: number },
): void {
  for (const one of [...account.tasks.values(), ...account.notes.values()]) {
    if (one.entity_type === type && one.entity_id === from) one.entity_id = to;
  }
  for (const talk of account.talks.values()) {
    if (type === 'leads' && talk.entity_id === from) talk.entity_id = to;
    if (type === 'contacts' && talk.contact_id === from) talk.contact_id = to;
  }
}
