import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { EntityType } from '../state/entity.js';

/** Gives the talks of one card to another and tells of each. */
export function moveTalks(
  scope: WriteScope,
  type: Extract<EntityType, 'leads' | 'contacts'>,
  { from, to }: { from: number; to: number },
): void {
  const key = type === 'leads' ? 'entity_id' : 'contact_id';
  for (const talk of scope.account.talks.values()) {
    if (talk[key] !== from) continue;
    talk[key] = to;
    const client = { type: 'contacts' as const, id: talk.contact_id };
    recordChanges(scope, client, [{ kind: 'talk_updated', talk_id: talk.talk_id }]);
  }
}
