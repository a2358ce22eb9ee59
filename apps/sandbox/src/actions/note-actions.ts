import { addNote } from '../entities/write-note.js';
import { action, type Action } from './action.js';
import { leadOf } from './lead-actions.js';

const add = action<{ leadId: number; text: string }>(
  { leadId: { type: 'int', required: true }, text: { type: 'string', required: true, notBlank: true } },
  (scope, { leadId, text }, errors) => {
    const lead = leadOf(scope.account, leadId, errors);
    const wanted = {
      entity_id: lead.id,
      entity_type: 'leads' as const,
      note_type: 'common',
      params: { text },
    };
    return { noteId: addNote(scope, wanted).id };
  },
);

/** A note written on a lead. */
export const noteActions: Record<string, Action> = { 'note.add': add };
