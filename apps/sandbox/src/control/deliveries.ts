import { noContent, plainJson, type Answer } from '../http/answer.js';
import { queryText } from '../http/query.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { controlAccount, controlBody } from './read-control.js';

/** The account meant by an optional `subdomain`; undefined means all accounts, an unknown one is 404. */
function subdomainOf(ctx: CallContext): string | undefined {
  const { subdomain } = controlBody(ctx);
  return subdomain === undefined ? undefined : controlAccount(ctx, subdomain).subdomain;
}

function hold(ctx: CallContext): Answer {
  ctx.sandbox.webhooks.hold(subdomainOf(ctx));
  return noContent;
}

async function flush(ctx: CallContext): Promise<Answer> {
  return plainJson(await ctx.sandbox.webhooks.flush(subdomainOf(ctx)));
}

/**
 * Hooks on their way. `GET deliveries?subdomain=` lists them with body, tries and state; `POST deliveries/hold`
 * `{subdomain?}` keeps new ones back; `POST deliveries/flush` `{subdomain?}` ends that, sends everything held or waiting
 * (retries too) and answers `{delivered, failed}` when each has had its try.
 */
export const deliveryControl: readonly GlobalRoute[] = [
  {
    method: 'GET',
    path: '/__sandbox__/deliveries',
    handle: (ctx) => plainJson(ctx.sandbox.webhooks.list(queryText(ctx.query, 'subdomain'))),
  },
  { method: 'POST', path: '/__sandbox__/deliveries/hold', handle: hold },
  { method: 'POST', path: '/__sandbox__/deliveries/flush', handle: flush },
];
