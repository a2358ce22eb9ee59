import { closeTalk } from '../entities/close-talk.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { pageOf, selfLink } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList } from '../http/query.js';
import { readOptional } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import { choiceTests } from '../lists/filter-entities.js';
import type { Talk } from '../state/talk.js';

/** What is shown of talks depends on the rights on the contact. */
function mayView(ctx: ApiContext, { contact_id }: Talk): boolean {
  const contact = ctx.account.contacts.get(contact_id);
  return contact === undefined ? ctx.user.is_admin : mayDo(ctx.user, 'view', 'contacts', contact);
}

function talkOf(ctx: ApiContext): Talk {
  const talk = ctx.account.talks.get(Number(ctx.params.id));
  if (!talk) throw new ApiProblem(404, 'Talk not found');
  demand(mayView(ctx, talk));
  return talk;
}

function talkView(ctx: ApiContext, { entity_id, contact_id, ...talk }: Talk): Record<string, unknown> {
  const card = (type: string, id: number): unknown => {
    return { id, _links: selfLink(ctx, `/api/v4/${type}/${id}`) };
  };
  return {
    talk_id: talk.talk_id,
    created_at: talk.created_at,
    updated_at: talk.updated_at,
    rate: talk.rate,
    contact_id,
    chat_id: talk.chat_id,
    entity_id,
    entity_type: talk.entity_type,
    is_in_work: talk.is_in_work,
    is_read: talk.is_read,
    origin: talk.origin,
    missed_at: talk.missed_at,
    account_id: ctx.account.id,
    _links: selfLink(ctx, `/api/v4/talks/${talk.talk_id}`),
    _embedded: {
      contacts: [card('contacts', contact_id)],
      leads: entity_id === null ? [] : [card('leads', entity_id)],
      customers: [],
    },
  };
}

/** `entity_id` counts together with `entity_type` only, and `only_in_work` whatever it says: so a client's live test. */
function* matching(ctx: ApiContext): Generator<Talk> {
  const { query } = ctx;
  const hasType = queryList(query, 'filter', 'entity_type') !== undefined;
  const ofEntity = hasType ? (['entity_id', 'entity_type'] as const) : [];
  const tests = choiceTests<Talk>(query, ['talk_id', 'contact_id', ...ofEntity]);
  const onlyInWork = queryList(query, 'filter', 'only_in_work') !== undefined;
  for (const talk of ctx.account.talks.values()) {
    if (onlyInWork && !talk.is_in_work) continue;
    if (tests.every((test) => test(talk)) && mayView(ctx, talk)) yield talk;
  }
}

function list(ctx: ApiContext): Answer {
  return pageOf(ctx, matching(ctx), { key: 'talks', view: (talk) => talkView(ctx, talk) });
}

function close(ctx: ApiContext): Answer {
  const talk = talkOf(ctx);
  readOptional<{ force_close?: boolean }>(ctx, { force_close: { type: 'bool' } }).validation.throwIfAny();
  if (!talk.is_in_work) throw new ApiProblem(422, 'Talk is already closed');
  closeTalk(ctx.scope, talk);
  return { ...noContent, status: 202 };
}

/** Entities 11.2; the list is on Kommo's pages only. */
export const talkRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/talks', rights: 'user', handle: list },
  {
    method: 'GET',
    path: '/api/v4/talks/:id',
    rights: 'user',
    handle: (ctx) => ok(talkView(ctx, talkOf(ctx))),
  },
  { method: 'POST', path: '/api/v4/talks/:id/close', rights: 'user', handle: close },
];
