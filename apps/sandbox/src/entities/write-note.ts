import type { ChangeDetail } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Note } from '../state/note.js';
import { entityOf } from './links.js';
import { storedParams } from './note-params.js';

export interface NewNote {
  entity_id: number;
  entity_type: Note['entity_type'];
  note_type: string;
  params: Record<string, unknown>;
  created_by?: number;
  responsible_user_id?: number;
  created_at?: number;
  updated_at?: number;
  is_need_to_trigger_digital_pipeline?: boolean;
}

/** What the arrival of a note means: one of a call is also a call. */
function noteDetails(note: Note, quiet: boolean): ChangeDetail[] {
  const added = { kind: 'note_added' as const, note_id: note.id, note_type: note.note_type, quiet };
  if (note.note_type !== 'call_in' && note.note_type !== 'call_out') return [added];
  const direction = note.note_type === 'call_in' ? ('in' as const) : ('out' as const);
  return [added, { kind: 'call', direction, note_id: note.id, quiet }];
}

/** Writes a checked note on a card. */
export function addNote(scope: WriteScope, wanted: NewNote): Note {
  const card = entityOf(scope.account, { type: wanted.entity_type, id: wanted.entity_id });
  const responsible = wanted.responsible_user_id ?? card?.responsible_user_id ?? scope.user.id;
  const author = wanted.created_by ?? scope.origin.author;
  const note: Note = {
    id: scope.sandbox.ids.next(),
    entity_id: wanted.entity_id,
    entity_type: wanted.entity_type,
    created_by: author,
    updated_by: author,
    created_at: wanted.created_at ?? scope.now,
    updated_at: wanted.updated_at ?? scope.now,
    responsible_user_id: responsible,
    group_id: scope.account.users.get(responsible)?.group_id ?? 0,
    note_type: wanted.note_type,
    params: storedParams(wanted.note_type, wanted.params),
    is_pinned: false,
  };
  scope.account.notes.set(note.id, note);
  const entity = { type: note.entity_type, id: note.entity_id };
  const quiet = wanted.is_need_to_trigger_digital_pipeline === false;
  recordChanges({ ...scope, origin: { ...scope.origin, author } }, entity, noteDetails(note, quiet));
  return note;
}
