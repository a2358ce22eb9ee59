import { singular } from '../changes/event-rows.js';
import { callTarget, userOfCall } from '../entities/call-target.js';
import { addNote } from '../entities/write-note.js';
import { ok, type Answer } from '../http/answer.js';
import { selfLink } from '../http/page.js';
import { AnswerInstead } from '../http/problem.js';
import { readBatch, type WriteItem } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import { switchOf } from '../state/account.js';

interface CallBody {
  direction: 'inbound' | 'outbound';
  duration: number;
  source: string;
  phone: string;
  uniq?: string | null;
  link?: string;
  call_result?: string;
  call_status?: number;
  call_responsible?: number | string | null;
  responsible_user_id?: number;
  created_by?: number;
  updated_by?: number;
  created_at?: number;
  updated_at?: number;
}

const callShape: Shape<CallBody> = {
  direction: { type: 'string', required: true, choices: ['inbound', 'outbound'] },
  duration: { type: 'int', required: true, min: 0, loose: true },
  source: { type: 'string', required: true, notBlank: true, loose: true },
  phone: { type: 'string', required: true, notBlank: true, loose: true },
  uniq: { type: 'string', nullable: true, loose: true },
  link: { type: 'string', loose: true },
  call_result: { type: 'string', loose: true },
  call_status: { type: 'int', choices: [1, 2, 3, 4, 5, 6, 7], loose: true },
  call_responsible: { type: ['int', 'string'], nullable: true },
  responsible_user_id: { type: 'int' },
  created_by: { type: 'int' },
  updated_by: { type: 'int' },
  created_at: timeRule,
  updated_at: timeRule,
};

function check(ctx: ApiContext, { body, errors }: WriteItem<CallBody>): void {
  for (const key of ['responsible_user_id', 'created_by', 'updated_by'] as const) {
    const id = body[key];
    if (id === undefined || (id === 0 && key !== 'responsible_user_id')) continue;
    if (!ctx.account.users.get(id)?.is_active) errors.add('NotSupportedChoice', key);
  }
}

/** Writes the call as a note of the card its number belongs to; null when nobody has that number. */
function write(ctx: ApiContext, { body, requestId }: WriteItem<CallBody>): Record<string, unknown> | null {
  const target = callTarget(ctx.account, body.phone);
  if (!target) return null;
  const { direction, responsible_user_id, created_by, created_at, updated_at, updated_by, ...params } = body;
  const known = userOfCall(ctx.account, body.call_responsible);
  const owner = responsible_user_id ?? known;
  const note = addNote(ctx.scope, {
    entity_id: target.id,
    entity_type: target.type,
    note_type: direction === 'inbound' ? 'call_in' : 'call_out',
    params,
    created_by: known ?? created_by ?? updated_by,
    ...(owner === undefined ? {} : { responsible_user_id: owner }),
    created_at,
    updated_at,
  });
  const entity = { id: target.id, _links: selfLink(ctx, `/api/v4/${target.type}/${target.id}`) };
  return {
    id: note.id,
    entity_id: target.id,
    entity_type: singular[target.type],
    account_id: ctx.account.id,
    request_id: requestId,
    _embedded: { entity },
  };
}

function add(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, callShape);
  for (const item of items) check(ctx, item);
  validation.throwIfAny();
  const errors: unknown[] = [];
  const rows = items.flatMap((item) => {
    const row = write(ctx, item);
    if (row) return [row];
    const detail = `Entity with phone ${item.body.phone} was not found`;
    errors.push({ status: 263, title: 'Entity not found', detail, request_id: item.requestId });
    return [];
  });
  const body = { _total_items: rows.length, errors, _embedded: { calls: rows } };
  if (rows.length === 0 && switchOf(ctx.account, 'call_unknown_number') === 400)
    throw new AnswerInstead({ status: 400, body, type: 'application/problem+json' });
  return ok(body);
}

/** Entities 11.1. */
export const callRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v4/calls', rights: 'user', handle: add },
];
