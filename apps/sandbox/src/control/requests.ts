import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import { queryText } from '../http/query.js';
import type { CallContext, GlobalRoute } from '../http/route.js';

/** A parameter that says something: `?since=` counts as none. */
const given = (ctx: CallContext, name: string): string | undefined => queryText(ctx.query, name) || undefined;

function numberOf(ctx: CallContext, name: string, read: (text: string) => number): number | undefined {
  const text = given(ctx, name);
  const value = text === undefined ? undefined : read(text);
  if (Number.isNaN(value)) throw new ApiProblem(400, `${name} can not be read: ${text ?? ''}`);
  return value;
}

/** `since`: real time in ms or ISO; `after`: sequence number. */
function list(ctx: CallContext): Answer {
  const rows = ctx.sandbox.journal.list({
    subdomain: given(ctx, 'subdomain'),
    since: numberOf(ctx, 'since', (text) => (/^[\d.]+$/.test(text) ? Number(text) : Date.parse(text))),
    after: numberOf(ctx, 'after', Number),
  });
  return plainJson(rows);
}

export const requestControl: readonly GlobalRoute[] = [
  { method: 'GET', path: '/__sandbox__/requests', handle: list },
];
