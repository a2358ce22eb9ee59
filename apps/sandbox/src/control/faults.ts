import type { ActiveFault } from '../faults/fault-book.js';
import { readFault } from '../faults/read-fault.js';
import { noContent, plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { controlAccount, controlBody } from './read-control.js';

/** A fault as `GET faults` shows it: what was asked, and what came of it. */
function view({ match, ...fault }: ActiveFault): Record<string, unknown> {
  return { ...match, ...fault };
}

function faultOf(ctx: CallContext): ActiveFault {
  const fault = ctx.sandbox.faultBook.find(ctx.params.id ?? '');
  if (!fault) throw new ApiProblem(404, `No fault ${ctx.params.id ?? ''}`);
  return fault;
}

function add(ctx: CallContext): Answer {
  const spec = readFault(controlBody(ctx));
  if (spec.match.subdomain !== undefined) controlAccount(ctx, spec.match.subdomain);
  return plainJson(view(ctx.sandbox.faultBook.add(spec)), 201);
}

function list(ctx: CallContext): Answer {
  return plainJson(ctx.sandbox.faultBook.list().map(view));
}

function removeAll(ctx: CallContext): Answer {
  ctx.sandbox.faultBook.remove();
  return noContent;
}

function remove(ctx: CallContext): Answer {
  ctx.sandbox.faultBook.remove(faultOf(ctx).id);
  return noContent;
}

function release(ctx: CallContext): Answer {
  const fault = faultOf(ctx);
  const { then = 'go-on' } = controlBody(ctx);
  if (then !== 'go-on' && then !== 'reset') throw new ApiProblem(400, 'then must be go-on or reset');
  if (fault.holding.length === 0) throw new ApiProblem(409, `Fault ${fault.id} holds nothing now`);
  const released = ctx.sandbox.faultBook.release(fault.id, then === 'reset' ? 'cut' : 'go-on');
  return plainJson({ released });
}

/**
 * Faults on request. `POST faults` takes one object: `kind`, then who is meant, how often, and what the kind needs.
 *
 * Who: `subdomain`, `method`, `clientId`, `path` (whole path, `*` for any characters, without the query unless the
 * pattern has a `?`), `pathRegExp` (over path and query); for the webhook kinds `destination` (with `*`) and `event`.
 * How often: `nth` (from that matching call on, default 1), `count` (default 1; null: always), or `share` (0..1) with
 * `seed`. Default of `account-unpaid` and `empty-next-page`: always.
 *
 * - `{"kind":"status","status":503,"html":true}`: that answer instead; `body` (object or text) replaces amoCRM's own
 *   body of the status; `"when":"after"` does the work first.
 * - `{"kind":"slow","ms":1500}`: waits that long, then goes on; `when` says on which side of the work.
 * - `{"kind":"timeout"}`: never answers; `"when":"after"` does the work first.
 * - `{"kind":"reset"}`: cuts the connection without the work, or with `"when":"after"` after it.
 * - `{"kind":"lost-answer","method":"POST","path":"/api/v4/leads"}`: the work is done, a successful answer is lost;
 *   `how`: `reset` (default), `timeout`, or `status` with `status` (504).
 * - `{"kind":"hold","nth":2}`: keeps the answer waiting until `POST faults/{id}/release`, all is done by then; with
 *   `"when":"before"` nothing is done yet.
 * - `{"kind":"tokens-revoked","subdomain":"a"}`: all access and refresh tokens of the account die with that call.
 * - `{"kind":"account-unpaid","subdomain":"a"}`: 402 on all `/api/` calls while the fault is active.
 * - `{"kind":"user-removed","userId":1}`: that user is removed before the call is handled.
 * - `{"kind":"empty-next-page"}`: the last page of a list carries a `next` link, which then answers 204.
 * - `{"kind":"edit","path":"/api/v4/users","edit":[{"path":"_embedded.users.last.name","value":null}]}`: the true answer with
 *   values changed, or with `"remove":true` left out; only answers that have a place for every edit count.
 * - `{"kind":"webhook-lost"}`, `{"kind":"webhook-doubled"}`, `{"kind":"webhook-late","ms":60000}` (emulated time),
 *   `{"kind":"webhook-reordered"}` (sent after the next delivery to the same destination, or after `ms`, default 1000).
 *
 * `GET faults` and `GET faults/{id}` tell `matched`, `hits` and `holding` (`[{subdomain, method, path, since}]`).
 * `POST faults/{id}/release` `{"then":"go-on"}` or `{"then":"reset"}` answers `{released}`, 409 when nothing is held.
 * `DELETE faults` and `DELETE faults/{id}` let held calls go on.
 */
export const faultControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/faults', handle: add },
  { method: 'GET', path: '/__sandbox__/faults', handle: list },
  { method: 'DELETE', path: '/__sandbox__/faults', handle: removeAll },
  { method: 'GET', path: '/__sandbox__/faults/:id', handle: (ctx) => plainJson(view(faultOf(ctx))) },
  { method: 'DELETE', path: '/__sandbox__/faults/:id', handle: remove },
  { method: 'POST', path: '/__sandbox__/faults/:id/release', handle: release },
];
