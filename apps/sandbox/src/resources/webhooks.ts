import { noContent, ok, type Answer } from '../http/answer.js';
import { wholeList } from '../http/page.js';
import { ApiProblem } from '../http/problem.js';
import { queryList } from '../http/query.js';
import { readObject, type WriteItem } from '../http/read-items.js';
import type { ApiContext, Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import { isKommo, switchOf, type Account } from '../state/account.js';
import type { Webhook } from '../state/webhook.js';
import { eventCodes, kommoCodes } from '../webhooks/event-codes.js';

const maxWebhooks = 100;

interface WebhookBody {
  destination: string;
  settings: string[];
  sort?: number;
}

const postShape: Shape<WebhookBody> = {
  destination: { type: 'string', required: true, notBlank: true },
  settings: { type: 'array', required: true, items: { type: 'string' } },
  sort: { type: 'int' },
};

const deleteShape: Shape<Pick<WebhookBody, 'destination'>> = {
  destination: { type: 'string', required: true, notBlank: true },
};

/** Config 7.1: no `_links`. */
function view(account: Account, hook: Webhook): Record<string, unknown> {
  const { id, destination, created_at, updated_at, created_by, sort, disabled, settings } = hook;
  return {
    id,
    destination,
    created_at,
    updated_at,
    account_id: account.id,
    created_by,
    sort,
    disabled,
    settings,
  };
}

function find(account: Account, destination: string): Webhook | undefined {
  return [...account.webhooks.values()].find((hook) => hook.destination === destination);
}

function list(ctx: ApiContext): Answer {
  const wanted = queryList(ctx.query, 'filter', 'destination');
  const rows = [...ctx.account.webhooks.values()].filter(
    (hook) => wanted?.includes(hook.destination) ?? true,
  );
  if (rows.length === 0) return noContent;
  return ok(
    wholeList(
      'webhooks',
      rows.map((hook) => view(ctx.account, hook)),
    ),
  );
}

/** http or https, a host in Latin letters (config 7.1). */
function isDestination(text: string): boolean {
  return /^https?:\/\/[\x21-\x7e]+$/i.test(text) && URL.canParse(text);
}

function check(account: Account, { body, errors }: WriteItem<WebhookBody>): void {
  const sent: Partial<WebhookBody> = body;
  const { destination, settings } = { destination: '', settings: [], ...sent };
  if (!isDestination(destination)) errors.add('InvalidUrl', 'destination', 'This value is not a valid URL.');
  if (settings.length === 0) errors.add('NotBlank', 'settings');
  settings.forEach((code, index) => {
    if (!eventCodes.has(code) || (kommoCodes.has(code) && !isKommo(account)))
      errors.add('NotSupportedChoice', `settings.${index}`);
  });
}

function subscribe(ctx: ApiContext, body: WebhookBody): Webhook {
  const { account, now } = ctx;
  const existing = find(account, body.destination);
  if (existing) {
    const kept = switchOf(account, 'webhook_resubscribe') === 'merge' ? existing.settings : [];
    existing.settings = [...new Set([...kept, ...body.settings])];
    existing.updated_at = now;
    return existing;
  }
  if (account.webhooks.size >= maxWebhooks)
    throw new ApiProblem(422, `Limit ${maxWebhooks} webhooks per account`);
  const hook: Webhook = {
    id: ctx.sandbox.ids.next(),
    destination: body.destination,
    settings: [...new Set(body.settings)],
    // Not the sort sent: in the documented example 10 comes back as 1.
    sort: account.webhooks.size + 1,
    disabled: false,
    created_at: now,
    updated_at: now,
    created_by: ctx.user.id,
    failures: [],
  };
  account.webhooks.set(hook.id, hook);
  return hook;
}

function add(ctx: ApiContext): Answer {
  if (!ctx.account.features.webhooks) throw new ApiProblem(403, 'Forbidden');
  const item = readObject(ctx, postShape);
  check(ctx.account, item);
  item.validation.throwIfAny();
  return ok(view(ctx.account, subscribe(ctx, item.body)), switchOf(ctx.account, 'webhook_post_status'));
}

function remove(ctx: ApiContext): Answer {
  const { body, validation } = readObject(ctx, deleteShape);
  validation.throwIfAny();
  const hook = find(ctx.account, body.destination);
  if (!hook) throw new ApiProblem(404, 'Webhook not found');
  ctx.account.webhooks.delete(hook.id);
  return noContent;
}

/** Webhook subscriptions (config 7.1). */
export const webhookRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v4/webhooks', rights: 'admin', handle: list },
  { method: 'POST', path: '/api/v4/webhooks', rights: 'admin', handle: add },
  { method: 'DELETE', path: '/api/v4/webhooks', rights: 'admin', handle: remove },
];
