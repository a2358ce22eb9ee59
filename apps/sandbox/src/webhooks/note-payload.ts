import type { Account } from '../state/account.js';
import type { Note } from '../state/note.js';
import { localTime } from '../values/account-time.js';
import type { FormBody } from './form-encode.js';
import { elementTypes } from './task-payload.js';

/** Numbers of note types: 4 and 5 are documented for hooks, the others are those of v2 (config 7.4). */
const noteTypes: Readonly<Record<string, number>> = {
  common: 4,
  attachment: 5,
  call_in: 10,
  call_out: 11,
  service_message: 25,
  extended_service_message: 25,
  sms_in: 102,
  sms_out: 103,
};

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Notes and files show their text or name, all others their params. */
function textOf({ note_type, params }: Note): string {
  if (note_type === 'common') return word(params.text);
  return note_type === 'attachment' ? word(params.file_name) : JSON.stringify(params);
}

function fileOf({ note_type, params }: Note): string {
  if (note_type !== 'attachment') return '';
  const parts = [params.file_uuid, params.version_uuid, params.file_name].map(word);
  return ['drive', ...parts.filter((part) => part !== '')].join('/');
}

function metadataOf(account: Account, { created_by: id }: Note): string {
  const author = account.users.get(id)?.name ?? '';
  return JSON.stringify({ event_source: { id, author_name: author, type: 1 } });
}

/** A note; the key is `attachement` in amoCRM's own spelling. */
export function notePayload(account: Account, note: Note): FormBody {
  return {
    text: textOf(note),
    attachement: fileOf(note),
    date_create: localTime(account.timezone, note.created_at),
    note_type: noteTypes[note.note_type] ?? 4,
    element_type: elementTypes[note.entity_type],
    element_id: note.entity_id,
    catalog_id: 0,
    group_id: note.group_id,
    timestamp_x: localTime(account.timezone, note.updated_at),
    account_id: account.id,
    metadata: metadataOf(account, note),
    created_by: note.created_by,
    modified_by: note.updated_by,
    main_user_id: note.responsible_user_id,
    id: note.id,
    created_at: note.created_at,
    updated_at: note.updated_at,
  };
}
