import { plainJson, type Answer } from '../http/answer.js';
import { queryText } from '../http/query.js';
import type { CallContext, GlobalRoute } from '../http/route.js';

/** `since`: real time in ms or ISO; `after`: sequence number. */
function list(ctx: CallContext): Answer {
  const since = queryText(ctx.query, 'since');
  const after = queryText(ctx.query, 'after');
  const rows = ctx.sandbox.journal.list({
    subdomain: queryText(ctx.query, 'subdomain'),
    since: since === undefined ? undefined : /^[\d.]+$/.test(since) ? Number(since) : Date.parse(since),
    after: after === undefined ? undefined : Number(after),
  });
  return plainJson(rows);
}

export const requestControl: readonly GlobalRoute[] = [
  { method: 'GET', path: '/__sandbox__/requests', handle: list },
];
