import { isDeepStrictEqual } from 'node:util';
import { entityOf } from '../entities/links.js';
import { noteParams, storedParams } from '../entities/note-params.js';
import { orderRows } from '../entities/order-rows.js';
import { addNote } from '../entities/write-note.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink, writtenList } from '../http/page.js';
import { withSet } from '../http/query.js';
import { checkOwnId, readBatch, readObject, type WriteItem } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import { checkShape, onlyKnown, type Shape } from '../http/shape.js';
import { unknownId } from '../http/unknown-id.js';
import { timeRule } from '../http/time-rule.js';
import { choiceTests } from '../lists/filter-entities.js';
import { sinceRange } from '../lists/since-filter.js';
import { isStrict, readingOf } from '../state/account.js';
import type { EntityBase, EntityType } from '../state/entity.js';
import type { Note } from '../state/note.js';

interface NoteBody {
  id?: number;
  entity_id?: number;
  /** Clients send it along; it must be that of the path. */
  entity_type?: string | null;
  note_type?: string;
  params?: Record<string, unknown>;
  created_by?: number;
  updated_by?: number;
  responsible_user_id?: number;
  created_at?: number;
  updated_at?: number;
  is_need_to_trigger_digital_pipeline?: boolean;
}

const noteTypes = Object.keys(noteParams);

const patchShape: Shape<NoteBody> = {
  id: { type: 'int' },
  entity_id: { type: 'int' },
  entity_type: { type: 'string', nullable: true },
  note_type: { type: 'string', choices: noteTypes },
  params: { type: 'object' },
  created_by: { type: 'int' },
  updated_by: { type: 'int' },
  responsible_user_id: { type: 'int' },
  created_at: timeRule,
  updated_at: timeRule,
  is_need_to_trigger_digital_pipeline: { type: 'bool' },
};

const postShape: Shape<NoteBody> = {
  ...patchShape,
  note_type: { type: 'string', required: true, choices: noteTypes },
  params: { type: 'object', required: true },
};

const pathOf = ({ entity_type, entity_id, id }: Note): string =>
  `/api/v4/${entity_type}/${entity_id}/notes/${id}`;

function noteView(ctx: ApiContext, note: Note): Record<string, unknown> {
  return {
    id: note.id,
    entity_id: note.entity_id,
    created_by: note.created_by,
    updated_by: note.updated_by,
    created_at: note.created_at,
    updated_at: note.updated_at,
    responsible_user_id: note.responsible_user_id,
    group_id: note.group_id,
    note_type: note.note_type,
    params: note.params,
    account_id: ctx.account.id,
    ...(withSet(ctx.query).has('is_pinned') ? { is_pinned: note.is_pinned } : {}),
    _links: selfLink(ctx, pathOf(note)),
  };
}

/** The card of a note; none when it is in the trash. */
function shownCard({ account }: ApiContext, { entity_type, entity_id }: Note): EntityBase | undefined {
  const card = entityOf(account, { type: entity_type, id: entity_id });
  return card?.is_deleted ? undefined : card;
}

function mayView(ctx: ApiContext, note: Note): boolean {
  const card = shownCard(ctx, note);
  return (
    card !== undefined && note.entity_type !== 'customers' && mayDo(ctx.user, 'view', note.entity_type, card)
  );
}

function* matching(ctx: ApiContext, type: EntityType): Generator<Note> {
  const card = ctx.params.entity === undefined ? undefined : Number(ctx.params.entity);
  const keys = ['id', 'note_type', ...(card === undefined ? (['entity_id'] as const) : [])] as const;
  const tests = choiceTests<Note>(ctx.query, keys);
  const since = sinceRange(ctx.query, 'updated_at');
  for (const note of ctx.account.notes.values()) {
    if (note.entity_type !== type || (card !== undefined && note.entity_id !== card)) continue;
    if (since && !(note.updated_at >= since.from && note.updated_at <= since.to)) continue;
    if (tests.every((test) => test(note)) && mayView(ctx, note)) yield note;
  }
}

function list(ctx: ApiContext, type: EntityType): Answer {
  const rows = orderRows(ctx, matching(ctx, type), ['updated_at', 'id']);
  return pageOf(ctx, rows, { key: 'notes', view: (note) => noteView(ctx, note) });
}

/** A note is known as long as its card is (entities 0.2). */
function noteOf(ctx: ApiContext, type: EntityType, id: number): Note | undefined {
  const note = ctx.account.notes.get(id);
  const { entity } = ctx.params;
  if (note?.entity_type !== type || (entity !== undefined && note.entity_id !== Number(entity)))
    return undefined;
  return shownCard(ctx, note) ? note : undefined;
}

function show(ctx: ApiContext, type: EntityType): Answer {
  const note = noteOf(ctx, type, Number(ctx.params.id));
  if (!note) return noContent;
  demand(mayView(ctx, note));
  return ok(noteView(ctx, note));
}

/** Checks the params against their type, and leaves out unknown ones where the account ignores them. */
function checkParams(ctx: ApiContext, { body, errors }: WriteItem<NoteBody>, noteType: string): void {
  const keys = noteParams[noteType];
  if (!keys || !body.params) return;
  const reading = readingOf(ctx.account);
  checkShape(errors, body.params, keys, { prefix: 'params.', ...reading });
  if (!reading.strict) body.params = onlyKnown(body.params, keys);
}

function checkType(type: EntityType, { body, errors }: WriteItem<NoteBody>): void {
  if (body.entity_type && body.entity_type !== type) errors.add('NotSupportedChoice', 'entity_type');
}

function checkUsers(ctx: ApiContext, { body, errors }: WriteItem<NoteBody>): void {
  for (const key of ['created_by', 'updated_by', 'responsible_user_id'] as const) {
    const id = body[key];
    if (id === undefined || (id === 0 && key !== 'responsible_user_id')) continue;
    if (!ctx.account.users.get(id)?.is_active) errors.add('NotSupportedChoice', key);
  }
}

/** The card a new note goes to; the one of the path wins. */
function cardOf(ctx: ApiContext, type: EntityType, { body, errors }: WriteItem<NoteBody>): number {
  const { entity } = ctx.params;
  const id = entity === undefined ? body.entity_id : Number(entity);
  if (id === undefined) errors.add('FieldMissing', 'entity_id');
  else {
    const card = entityOf(ctx.account, { type, id });
    if (!card || card.is_deleted) errors.add('NotSupportedChoice', 'entity_id');
    else demand(mayDo(ctx.user, 'edit', type, card));
  }
  return id ?? 0;
}

function add(ctx: ApiContext, type: EntityType): Answer {
  const { items, validation } = readBatch(ctx, postShape);
  const cards = items.map((item) => {
    if (item.body.id !== undefined && isStrict(ctx.account)) item.errors.add('FieldNotExpected', 'id');
    checkUsers(ctx, item);
    checkType(type, item);
    checkParams(ctx, item, item.body.note_type ?? '');
    return cardOf(ctx, type, item);
  });
  validation.throwIfAny();
  const rows = items.map(({ body, requestId }, index) => {
    const entity_id = cards[index] ?? 0;
    const { note_type = '', params = {} } = body;
    const note = addNote(ctx.scope, { ...body, entity_id, entity_type: type, note_type, params });
    return { id: note.id, entity_id, request_id: requestId, _links: selfLink(ctx, pathOf(note)) };
  });
  return ok(writtenList(ctx, 'notes', rows));
}

/** Checks a PATCH item: type and card of a note stay, its new params must fit it. */
function checkPatch(
  ctx: ApiContext,
  type: EntityType,
  id: number | undefined,
  item: WriteItem<NoteBody>,
): Note | null {
  const { body, errors } = item;
  if (id === undefined) {
    errors.add('FieldMissing', 'id');
    return null;
  }
  const note = noteOf(ctx, type, id);
  if (!note) {
    errors.add('NotSupportedChoice', 'id');
    return null;
  }
  if (body.note_type !== undefined && body.note_type !== note.note_type)
    errors.add('NotSupportedChoice', 'note_type');
  if (body.entity_id !== undefined && body.entity_id !== note.entity_id)
    errors.add('NotSupportedChoice', 'entity_id');
  checkUsers(ctx, item);
  checkType(type, item);
  checkParams(ctx, item, note.note_type);
  const card = entityOf(ctx.account, { type, id: note.entity_id });
  demand(card !== undefined && mayDo(ctx.user, 'edit', type, card));
  return note;
}

function change(ctx: ApiContext, note: Note, body: NoteBody): Record<string, unknown> {
  const params = body.params ? storedParams(note.note_type, body.params) : note.params;
  const { updated_at: at = note.updated_at, updated_by: by = note.updated_by } = body;
  const isChanged =
    !isDeepStrictEqual(params, note.params) || at !== note.updated_at || by !== note.updated_by;
  if (isChanged) {
    note.params = params;
    note.updated_at = body.updated_at ?? ctx.now;
    note.updated_by = body.updated_by ?? ctx.scope.origin.author;
  }
  const { id, entity_id, updated_at } = note;
  return { id, entity_id, updated_at, _links: selfLink(ctx, pathOf(note)) };
}

function changeMany(ctx: ApiContext, type: EntityType): Answer {
  const { items, validation } = readBatch(ctx, patchShape);
  const notes = items.map((item) => checkPatch(ctx, type, item.body.id, item));
  validation.throwIfAny();
  const rows = notes.flatMap((note, index) => {
    const item = items[index];
    return note && item ? [change(ctx, note, item.body)] : [];
  });
  return ok(writtenList(ctx, 'notes', rows));
}

function changeOne(ctx: ApiContext, type: EntityType): Answer {
  const item = readObject(ctx, patchShape);
  checkOwnId(item, Number(ctx.params.id));
  const note = checkPatch(ctx, type, Number(ctx.params.id), item);
  item.validation.throwIfAny();
  return note ? ok(change(ctx, note, item.body)) : noContent;
}

function pin(ctx: ApiContext, type: EntityType, isPinned: boolean): Answer {
  const note = noteOf(ctx, type, Number(ctx.params.id)) ?? unknownId(ctx, 'write', 'Note not found');
  const card = entityOf(ctx.account, { type, id: note.entity_id });
  demand(card !== undefined && mayDo(ctx.user, 'edit', type, card));
  note.is_pinned = isPinned;
  return noContent;
}

/** Entities 7. */
export const noteRoutes: readonly Route[] = (['leads', 'contacts', 'companies'] as const).flatMap(
  (type): Route[] => {
    const base = `/api/v4/${type}`;
    const lists = [`${base}/notes`, `${base}/:entity/notes`];
    return [
      ...lists.flatMap((path): Route[] => [
        { method: 'GET', path, rights: 'user', handle: (ctx) => list(ctx, type) },
        { method: 'POST', path, rights: 'user', handle: (ctx) => add(ctx, type) },
        { method: 'PATCH', path, rights: 'user', handle: (ctx) => changeMany(ctx, type) },
        { method: 'GET', path: `${path}/:id`, rights: 'user', handle: (ctx) => show(ctx, type) },
        { method: 'PATCH', path: `${path}/:id`, rights: 'user', handle: (ctx) => changeOne(ctx, type) },
      ]),
      {
        method: 'POST',
        path: `${base}/notes/:id/pin`,
        rights: 'user',
        handle: (ctx) => pin(ctx, type, true),
      },
      {
        method: 'POST',
        path: `${base}/notes/:id/unpin`,
        rights: 'user',
        handle: (ctx) => pin(ctx, type, false),
      },
    ];
  },
);
