import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Talk } from '../state/talk.js';

/** Ends an open talk and tells of it (config 7.2: `update_talk`), whoever ends it. */
export function closeTalk(scope: WriteScope, talk: Talk): void {
  talk.is_in_work = false;
  talk.updated_at = scope.now;
  const entity = { type: 'contacts' as const, id: talk.contact_id };
  recordChanges(scope, entity, [{ kind: 'talk_updated', talk_id: talk.talk_id }]);
}
