import { deleteCard } from '../entities/delete-card.js';
import { placeFor } from '../entities/lead-place.js';
import { acceptInto } from '../entities/leave-unsorted.js';
import { link } from '../entities/links.js';
import { moveTalks } from '../entities/move-talks.js';
import { orderRows } from '../entities/order-rows.js';
import { acceptUnsorted, declineUnsorted } from '../entities/write-unsorted.js';
import { ok, type Answer } from '../http/answer.js';
import { pageOf } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { readObject, readOptional, type WriteItem } from '../http/read-items.js';
import { demand, mayDo } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { choiceTests } from '../lists/filter-entities.js';
import { sinceRange } from '../lists/since-filter.js';
import { isKommo } from '../state/account.js';
import type { Unsorted } from '../state/unsorted.js';
import { demandBrought } from './demand-cards.js';
import { createUnsorted } from './unsorted-create.js';
import { unsortedCards, unsortedSorted, unsortedView } from './unsorted-view.js';

function mayView(ctx: ApiContext, unsorted: Unsorted): boolean {
  const lead = ctx.account.leads.get(unsorted.lead_id);
  return lead !== undefined && mayDo(ctx.user, 'view', 'leads', lead);
}

function* matching(ctx: ApiContext): Generator<Unsorted & { updated_at: number }> {
  const tests = choiceTests<Unsorted>(ctx.query, ['uid', 'category', 'pipeline_id']);
  for (const one of ctx.account.unsorted.values()) {
    if (one.state === 'waiting' && tests.every((test) => test(one)) && mayView(ctx, one))
      yield { ...one, updated_at: one.created_at };
  }
}

function list(ctx: ApiContext): Answer {
  const rows = orderRows(ctx, matching(ctx), ['created_at', 'updated_at']);
  return pageOf(ctx, rows, { key: 'unsorted', view: (one) => unsortedView(ctx, one) });
}

/** 404 unless it exists and waits (entities 0.2). */
function waitingOf(ctx: ApiContext): Unsorted {
  const found = ctx.account.unsorted.get(ctx.params.uid ?? '');
  if (found?.state !== 'waiting') throw new ApiProblem(404, 'Unsorted not found');
  return found;
}

function show(ctx: ApiContext): Answer {
  const unsorted = waitingOf(ctx);
  demand(mayView(ctx, unsorted));
  return ok(unsortedView(ctx, unsorted));
}

interface Sorting {
  user_id?: number;
  status_id?: number;
}

/** An official example sends 0: nobody, so the robot. */
function checkUser(ctx: ApiContext, { body, errors }: Pick<WriteItem<Sorting>, 'body' | 'errors'>): void {
  const { user_id: id } = body;
  if (id !== undefined && id !== 0 && !ctx.account.users.get(id)?.is_active)
    errors.add('NotSupportedChoice', 'user_id');
}

function scopeOf(ctx: ApiContext, userId: number | undefined): ApiContext['scope'] {
  if (userId === undefined) return ctx.scope;
  return { ...ctx.scope, origin: { ...ctx.scope.origin, author: userId } };
}

function accept(ctx: ApiContext): Answer {
  const unsorted = waitingOf(ctx);
  const lead = ctx.account.leads.get(unsorted.lead_id);
  demand(lead !== undefined && mayDo(ctx.user, 'edit', 'leads', lead));
  const item = readOptional<Sorting>(ctx, { user_id: { type: 'int' }, status_id: { type: 'int' } });
  const { user_id, status_id } = item.body;
  checkUser(ctx, item);
  const wanted = { pipeline_id: status_id === undefined ? unsorted.pipeline_id : undefined, status_id };
  const present = { pipeline_id: unsorted.pipeline_id, status_id: 0 };
  const place = placeFor(ctx.account, wanted, status_id === undefined ? null : present, item.errors);
  item.validation.throwIfAny();
  if (place) acceptUnsorted(scopeOf(ctx, user_id), unsorted, { place, owner: user_id || undefined });
  return ok(unsortedSorted(ctx, unsorted));
}

function decline(ctx: ApiContext): Answer {
  const unsorted = waitingOf(ctx);
  const lead = ctx.account.leads.get(unsorted.lead_id);
  demand(lead !== undefined && mayDo(ctx.user, 'delete', 'leads', lead));
  const item = readOptional<Pick<Sorting, 'user_id'>>(ctx, { user_id: { type: 'int' } });
  checkUser(ctx, item);
  item.validation.throwIfAny();
  const answer = unsortedSorted(ctx, unsorted);
  declineUnsorted(scopeOf(ctx, item.body.user_id), unsorted);
  return ok(answer);
}

interface Linking {
  link: { entity_id: number; entity_type: string; metadata?: { contact_id?: number } | null };
  user_id?: number;
}

const linkingShape: Shape<Linking> = {
  user_id: { type: 'int' },
  link: {
    type: 'object',
    required: true,
    shape: {
      entity_id: { type: 'int', required: true },
      entity_type: { type: 'string', required: true, choices: ['leads', 'customers'] },
      metadata: { type: 'object', nullable: true, shape: { contact_id: { type: 'int' } } },
    },
  },
};

/** Hangs a chat on a lead that exists; the incoming lead goes to the trash, its contact to that lead. */
function linkTo(ctx: ApiContext): Answer {
  const unsorted = waitingOf(ctx);
  // Kommo's page gives this to administrators (entities 9.2).
  demand(!isKommo(ctx.account) || ctx.user.is_admin);
  const { body, errors, validation } = readObject(ctx, linkingShape);
  checkUser(ctx, { body, errors });
  const sure: Partial<Linking> = body;
  const { entity_id = 0, entity_type, metadata }: Partial<Linking['link']> = sure.link ?? {};
  const lead = entity_type === 'leads' ? ctx.account.leads.get(entity_id) : undefined;
  if (lead?.is_deleted !== false || lead.id === unsorted.lead_id)
    errors.add('NotSupportedChoice', 'link.entity_id');
  const named = metadata?.contact_id;
  if (named !== undefined && ctx.account.contacts.get(named)?.is_deleted !== false)
    errors.add('NotSupportedChoice', 'link.metadata.contact_id');
  validation.throwIfAny();
  if (!lead || (unsorted.category !== 'chats' && unsorted.category !== 'mail'))
    throw new ApiProblem(400, 'Only chats can be linked');
  demand(mayDo(ctx.user, 'edit', 'leads', lead));
  demandBrought(ctx, { contact: named ?? null, company: null });
  const scope = scopeOf(ctx, body.user_id);
  for (const id of named === undefined ? unsorted.contact_ids : [named])
    link(scope, { type: 'leads', id: lead.id }, { type: 'contacts', id });
  moveTalks(scope, 'leads', { from: unsorted.lead_id, to: lead.id });
  deleteCard(scope, { type: 'leads', id: unsorted.lead_id });
  acceptInto(scope, unsorted, lead.id);
  return ok({ uid: unsorted.uid, _embedded: unsortedCards(ctx, unsorted) });
}

function summary(ctx: ApiContext): Answer {
  const tests = choiceTests<Unsorted>(ctx.query, ['uid', 'pipeline_id']);
  const since = sinceRange(ctx.query, 'created_at');
  const rows = [...ctx.account.unsorted.values()].filter(
    (one) =>
      tests.every((test) => test(one)) &&
      (!since || (one.created_at >= since.from && one.created_at <= since.to)) &&
      mayView(ctx, one),
  );
  const sorted = rows.flatMap((one) => (one.sorted_at === null ? [] : [one.sorted_at - one.created_at]));
  const total = (category: Unsorted['category']): { total: number } => {
    return { total: rows.filter((one) => one.category === category).length };
  };
  return ok({
    total: rows.length,
    accepted: rows.filter((one) => one.state === 'accepted').length,
    declined: rows.filter((one) => one.state === 'declined').length,
    average_sort_time:
      sorted.length === 0 ? 0 : Math.round(sorted.reduce((sum, one) => sum + one, 0) / sorted.length),
    categories: { sip: total('sip'), mail: total('mail'), forms: total('forms'), chats: total('chats') },
  });
}

const base = '/api/v4/leads/unsorted';

/** Entities 9. Chats and mail come from outside, so only sip and forms can be made by the API. */
export const unsortedRoutes: readonly Route[] = [
  { method: 'GET', path: base, rights: 'user', handle: list },
  { method: 'GET', path: `${base}/summary`, rights: 'user', handle: summary },
  { method: 'GET', path: `${base}/*uid`, rights: 'user', handle: show },
  { method: 'POST', path: `${base}/sip`, rights: 'user', handle: (ctx) => createUnsorted(ctx, 'sip') },
  { method: 'POST', path: `${base}/forms`, rights: 'user', handle: (ctx) => createUnsorted(ctx, 'forms') },
  { method: 'POST', path: `${base}/*uid/accept`, rights: 'user', handle: accept },
  { method: 'DELETE', path: `${base}/*uid/decline`, rights: 'user', handle: decline },
  { method: 'POST', path: `${base}/*uid/link`, rights: 'user', handle: linkTo },
];
