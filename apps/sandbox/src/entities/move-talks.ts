import { recordChanges, type WriteScope } from '../changes/write-scope.js';

/** Gives the talks of one lead to another and tells of each. */
export function moveTalks(scope: WriteScope, from: number, to: number): void {
  for (const talk of scope.account.talks.values()) {
    if (talk.entity_id !== from) continue;
    talk.entity_id = to;
    const client = { type: 'contacts' as const, id: talk.contact_id };
    recordChanges(scope, client, [{ kind: 'talk_updated', talk_id: talk.talk_id }]);
  }
}
