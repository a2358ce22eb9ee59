import { recordChanges } from '../changes/write-scope.js';
import { noContent, ok, type Answer } from '../http/answer.js';
import { ownHref, selfLink, wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { checkOwnId, readBatch, readObject } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { switchOf } from '../state/account.js';
import type { LossReason } from '../state/entity.js';

interface ReasonBody {
  id?: number;
  name: string;
  sort?: number;
}

const path = '/api/v4/leads/loss_reasons';
const usualSort = 100_000;

const patchShape: Shape<ReasonBody> = {
  id: { type: 'int' },
  name: { type: 'string', notBlank: true, maxLength: 255 },
  sort: { type: 'int' },
};

const postShape: Shape<ReasonBody> = { ...patchShape, name: { ...patchShape.name, required: true } };

function view(ctx: ApiContext, reason: LossReason): Record<string, unknown> {
  return { ...reason, _links: selfLink(ctx, `${path}/${reason.id}`) };
}

function reasonOf(ctx: ApiContext): LossReason {
  const reason = ctx.account.lossReasons.get(Number(ctx.params.id));
  if (!reason) throw new ApiProblem(404, 'Loss reason not found');
  return reason;
}

function list(ctx: ApiContext): Answer {
  const reasons = [...ctx.account.lossReasons.values()].sort((a, b) => a.sort - b.sort || a.id - b.id);
  if (reasons.length === 0) return noContent;
  const rows = reasons.map((reason) => view(ctx, reason));
  return ok(wholeList('loss_reasons', rows, ownHref(ctx)));
}

function add(ctx: ApiContext): Answer {
  const { items, validation } = readBatch(ctx, postShape);
  validation.throwIfAny();
  const rows = items.map(({ body, requestId }) => {
    const { name, sort = usualSort } = body;
    const id = ctx.sandbox.ids.next();
    const reason: LossReason = { id, name, sort, created_at: ctx.now, updated_at: ctx.now };
    ctx.account.lossReasons.set(id, reason);
    return { ...view(ctx, reason), request_id: requestId };
  });
  return ok(wholeList('loss_reasons', rows, ownHref(ctx)), switchOf(ctx.account, 'loss_reason_post_status'));
}

function change(ctx: ApiContext): Answer {
  const reason = reasonOf(ctx);
  const item = readObject(ctx, patchShape);
  checkOwnId(item, reason.id);
  item.validation.throwIfAny();
  const sent: Partial<ReasonBody> = item.body;
  reason.name = sent.name ?? reason.name;
  reason.sort = sent.sort ?? reason.sort;
  reason.updated_at = ctx.now;
  return ok({ ...view(ctx, reason), request_id: item.requestId });
}

/** Leads keep no reference to a reason that is gone. */
function remove(ctx: ApiContext): Answer {
  const reason = reasonOf(ctx);
  ctx.account.lossReasons.delete(reason.id);
  for (const lead of ctx.account.leads.values()) {
    if (lead.loss_reason_id !== reason.id) continue;
    lead.loss_reason_id = null;
    recordChanges(ctx.scope, { type: 'leads', id: lead.id }, [{ kind: 'quiet', keys: ['loss_reason_id'] }]);
  }
  return noContent;
}

/** Config 5.1: reading is documented, writing is what the official client does. */
export const lossReasonRoutes: readonly Route[] = [
  { method: 'GET', path, rights: 'user', handle: list },
  { method: 'POST', path, rights: 'admin', handle: add },
  {
    method: 'GET',
    path: `${path}/:id`,
    rights: 'user',
    handle: (ctx) => ok(view(ctx, reasonOf(ctx))),
  },
  { method: 'PATCH', path: `${path}/:id`, rights: 'admin', handle: change },
  { method: 'DELETE', path: `${path}/:id`, rights: 'admin', handle: remove },
];
