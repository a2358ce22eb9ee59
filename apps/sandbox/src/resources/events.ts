import { singular } from '../changes/event-rows.js';
import { eventId, eventRow } from '../changes/stored-events.js';
import { entityOf } from '../entities/links.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { ownHref, pageOf, selfLink, wholeList } from '../http/page.js';
import { queryText, withSet } from '../http/query.js';
import { mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import { shownEvent } from '../lists/chat-events.js';
import { eventTypes } from '../lists/event-types.js';
import { eventTest } from '../lists/filter-events.js';
import { switchOf } from '../state/account.js';
import type { EntityType } from '../state/entity.js';
import type { AccountEvent } from '../state/event.js';
import { mayViewTask } from './may-view-task.js';

const plural = Object.fromEntries(Object.entries(singular).map(([many, one]) => [one, many]));

const isCard = (type: string | undefined): type is EntityType =>
  type === 'leads' || type === 'contacts' || type === 'companies';

function embeddedEntity(ctx: ApiContext, event: AccountEvent, wanted: ReadonlySet<string>): unknown {
  const type = plural[event.entity_type] ?? event.entity_type;
  const card =
    wanted.has(`${event.entity_type}_name`) && entityOf(ctx.account, { type, id: event.entity_id });
  const talker = event.linked_talk_contact_id;
  return {
    id: event.entity_id,
    ...(card ? { name: card.name } : {}),
    ...(talker === undefined ? {} : { linked_talk_contact_id: talker }),
    _links: selfLink(ctx, `/api/v4/${type}/${event.entity_id}`),
  };
}

/** With `note`, the value shows the whole note instead of its id, where it is a note that exists. */
function withNotes(ctx: ApiContext, values: readonly unknown[]): unknown[] {
  return values.map((value) => {
    const id = (value as { note?: { id?: number } }).note?.id;
    const note = id === undefined ? undefined : ctx.account.notes.get(id);
    return note ? { note } : value;
  });
}

function eventView(ctx: ApiContext, wanted: ReadonlySet<string>, event: AccountEvent): unknown {
  const notes = wanted.has('note');
  return {
    id: event.id,
    type: event.type,
    entity_id: event.entity_id,
    entity_type: event.entity_type,
    created_by: event.created_by,
    created_at: event.created_at,
    value_after: notes ? withNotes(ctx, event.value_after) : event.value_after,
    value_before: notes ? withNotes(ctx, event.value_before) : event.value_before,
    account_id: ctx.account.id,
    _links: selfLink(ctx, `/api/v4/events/${event.id}`),
    _embedded: { entity: embeddedEntity(ctx, event, wanted) },
  };
}

function mayView(ctx: ApiContext, event: AccountEvent): boolean {
  if (ctx.user.is_admin) return true;
  const type = plural[event.entity_type];
  if (type === 'tasks') {
    const task = ctx.account.tasks.get(event.entity_id);
    return task !== undefined && mayViewTask(ctx, task);
  }
  if (!isCard(type)) return true;
  const card = entityOf(ctx.account, { type, id: event.entity_id });
  return card !== undefined && mayDo(ctx.user, 'view', type, card);
}

/** Newest first. */
function* matching(ctx: ApiContext): Generator<AccountEvent> {
  const test = eventTest(ctx.query);
  const { events } = ctx.account;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const stored = events[index];
    if (!stored) continue;
    const event = shownEvent(ctx.account, eventRow(stored));
    if (test(event) && mayView(ctx, event)) yield event;
  }
}

function list(ctx: ApiContext): Answer {
  const wanted = withSet(ctx.query);
  const max = switchOf(ctx.account, 'events_max_limit');
  return pageOf(ctx, matching(ctx), {
    key: 'events',
    view: (event) => eventView(ctx, wanted, event),
    limits: { default: 50, max },
  });
}

function show(ctx: ApiContext): Answer {
  const stored = ctx.account.events.find((one) => eventId(one) === ctx.params.id);
  const event = stored && shownEvent(ctx.account, eventRow(stored));
  if (!event || !mayView(ctx, event)) return noContent;
  return ok(eventView(ctx, withSet(ctx.query), event));
}

function types(ctx: ApiContext): Answer {
  const language = queryText(ctx.query, 'language_code') ?? ctx.account.language;
  return ok(wholeList('events_types', eventTypes(language), ownHref(ctx)));
}

/** Entities 8. */
export const eventRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/events', rights: 'user', handle: list },
  { method: 'GET', path: '/api/v4/events/types', rights: 'user', handle: types },
  { method: 'GET', path: '/api/v4/events/*id', rights: 'user', handle: show },
];
