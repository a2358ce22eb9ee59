import type { AmoClient } from './amo-client.js';
import { anything, int, or, shape, text, type Read } from './read-value.js';
import { readAll } from './read-pages.js';
import { writeJoinable } from './write-batch.js';

const note = shape({
  id: int,
  /** 0 and '' where amoCRM shows none: one such note must not cost those of its card. */
  entity_id: or(int, 0),
  note_type: or(text, ''),
  created_by: or(int, 0),
  created_at: or(int, 0),
  updated_at: or(int, 0),
  params: anything,
});
const written = shape({ id: int });

export type AmoNote = Read<typeof note>;
export type NoteOwner = 'leads' | 'contacts' | 'companies';

/** A note's text; the note types differ only in how they are shown. */
export interface NewNote {
  text: string;
  /** Set for `service_message`: who speaks. Absent: a plain note. */
  service?: string;
  /** Robots of the account start on notes unless this is false; ours say false (design 5). */
  isTriggeringRobots?: boolean;
}

/** The notes of one card, oldest first. Use it to find a note whose outcome is unknown. */
export async function listNotes(amo: AmoClient, owner: NoteOwner, entityId: number): Promise<AmoNote[]> {
  return readAll(amo, {
    path: `/api/v4/${owner}/${entityId}/notes`,
    key: 'notes',
    read: note,
    query: { order: { id: 'asc' } },
  });
}

/** Adds a note to a card and gives its id. Robots are not triggered unless asked for. */
export async function createNote(
  amo: AmoClient,
  owner: NoteOwner,
  entityId: number,
  item: NewNote,
): Promise<number> {
  const { text: noteText, service, isTriggeringRobots = false } = item;
  const note = {
    note_type: service === undefined ? 'common' : 'service_message',
    params: { text: noteText, ...(service === undefined ? {} : { service }) },
    is_need_to_trigger_digital_pipeline: isTriggeringRobots,
  };
  const path = `/api/v4/${owner}/${entityId}/notes`;
  const created = await writeJoinable(
    amo,
    { method: 'POST', path, items: [note], key: 'notes', read: written },
    [`${owner} ${entityId}`],
    { path: `/api/v4/${owner}/notes`, item: { entity_id: entityId, ...note } },
  );
  return created.id;
}
