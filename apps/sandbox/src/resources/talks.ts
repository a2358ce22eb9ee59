import { closeTalk } from '../entities/close-talk.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { selfLink } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { readOptional } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Talk } from '../state/talk.js';

function talkOf(ctx: ApiContext): Talk {
  const talk = ctx.account.talks.get(Number(ctx.params.id));
  if (!talk) throw new ApiProblem(404, 'Talk not found');
  return talk;
}

function show(ctx: ApiContext): Answer {
  const { entity_id, contact_id, ...talk } = talkOf(ctx);
  const card = (type: string, id: number): unknown => {
    return { id, _links: selfLink(ctx, `/api/v4/${type}/${id}`) };
  };
  return ok({
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
  });
}

function close(ctx: ApiContext): Answer {
  const talk = talkOf(ctx);
  readOptional<{ force_close?: boolean }>(ctx, { force_close: { type: 'bool' } }).validation.throwIfAny();
  if (!talk.is_in_work) throw new ApiProblem(422, 'Talk is already closed');
  closeTalk(ctx.scope, talk);
  return { ...noContent, status: 202 };
}

/** Entities 11.2. */
export const talkRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/talks/:id', rights: 'user', handle: show },
  { method: 'POST', path: '/api/v4/talks/:id/close', rights: 'user', handle: close },
];
