import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import { entityOf } from '../entities/links.js';
import { noteParams } from '../entities/note-params.js';
import { addNote } from '../entities/write-note.js';
import { checkShape, type Rule, type Shape } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { EntityType } from '../state/entity.js';
import { action, BadAction, need, type Action } from './action.js';

/** One of the three ids: the card something hangs on. */
export interface OnCard {
  leadId?: number;
  contactId?: number;
  companyId?: number;
}

export const onCardShape: Shape<OnCard> = {
  leadId: { type: 'int' },
  contactId: { type: 'int' },
  companyId: { type: 'int' },
};

const kinds = [
  ['leadId', 'leads'],
  ['contactId', 'contacts'],
  ['companyId', 'companies'],
] as const;

/** The card a body names; null when it names none, 400 when there is no such card. */
export function cardOf(
  { account }: WriteScope,
  body: OnCard,
  errors: ItemValidation,
): { type: EntityType; id: number } | null {
  for (const [key, type] of kinds) {
    const id = body[key];
    if (id === undefined) continue;
    const card = entityOf(account, { type, id });
    need(errors, key, card?.is_deleted ? null : card);
    return { type, id };
  }
  return null;
}

/** Notes that only amoCRM itself, its mail and its site pixel write (entities 7.2); their params are free. */
const foreignTypes = (
  'amomail_message site_visit targeting_in targeting_out transaction invoice_paid bill_paid ' +
  'zoom_meeting dropbox_attachment link_followed ai_result'
).split(' ');

interface Add extends OnCard {
  text?: string;
  noteType?: string;
  params?: Record<string, unknown>;
}

const noteType: Rule = { type: 'string', choices: [...Object.keys(noteParams), ...foreignTypes] };

const add = action<Add>(
  { ...onCardShape, text: { type: 'string', notBlank: true }, noteType, params: { type: 'object' } },
  (scope, body, errors) => {
    const card = need(errors, 'leadId', cardOf(scope, body, errors));
    const note_type = body.noteType ?? 'common';
    const params = { ...(body.text === undefined ? {} : { text: body.text }), ...body.params };
    const keys = noteParams[note_type];
    if (keys) checkShape(errors, params, keys, { prefix: '', strict: true });
    if (errors.errors.length > 0) throw new BadAction();
    return { noteId: addNote(scope, { entity_id: card.id, entity_type: card.type, note_type, params }).id };
  },
);

/** The API has no method for it. */
const remove = action<{ noteId: number }>(
  { noteId: { type: 'int', required: true } },
  (scope, { noteId }, errors) => {
    const note = need(errors, 'noteId', scope.account.notes.get(noteId));
    scope.account.notes.delete(noteId);
    const entity = { type: note.entity_type, id: note.entity_id };
    recordChanges(scope, entity, [{ kind: 'note_deleted', note_id: noteId, note_type: note.note_type }]);
    return { noteId };
  },
);

/** Notes on cards; other types than `common` stand for what mail, telephony and the site pixel leave. */
export const noteActions: Record<string, Action> = { 'note.add': add, 'note.delete': remove };
