import type { ChangeSubscriber } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { originOf, switchOf, type Account } from '../state/account.js';
import type { Webhook } from '../state/webhook.js';
import { failAlone } from './fail-alone.js';
import { formEncode, formType, type FormBody } from './form-encode.js';
import { hookEvents, type HookEvent } from './hook-events.js';

/** `account[…]`, which captures of 2025 show first (config 7.3). */
function accountBlock(account: Account): FormBody {
  return { subdomain: account.subdomain, id: account.id, _links: { self: originOf(account) } };
}

function deliver(sandbox: Sandbox, account: Account, hook: Webhook, events: readonly HookEvent[]): void {
  const [first] = events;
  if (!first) return;
  const items = events.map((event) => event.item);
  const body = { account: accountBlock(account), [first.entity]: { [first.action]: items } };
  sandbox.webhooks.add({
    subdomain: account.subdomain,
    webhookId: hook.id,
    destination: hook.destination,
    event: first.code,
    contentType: formType,
    body: formEncode(body),
  });
}

/** One body per code of one hook; items of one call share it when the account groups them. */
function deliverAll(sandbox: Sandbox, account: Account, events: readonly HookEvent[]): void {
  for (const hook of account.webhooks.values()) {
    if (hook.disabled) continue;
    const wanted = events.filter((event) => hook.settings.includes(event.code));
    for (const code of new Set(wanted.map((event) => event.code))) {
      deliver(
        sandbox,
        account,
        hook,
        wanted.filter((event) => event.code === code),
      );
    }
  }
}

/** What each call of an account has changed so far. */
const gathered = new WeakMap<Account, Map<number, HookEvent[]>>();

/**
 * Sends the hooks of config 7 to all subscribed destinations, whoever made the change: an integration hears of its own
 * writes too. What one call of the API changes goes out together once its work is done, unless the account says otherwise;
 * what a person or a robot changes goes out one by one.
 */
export const sendWebhooks: ChangeSubscriber = (sandbox, account, changes) => {
  if (account.webhooks.size === 0) return;
  const events = hookEvents(account, changes);
  if (events.length === 0) return;
  const call = changes[0]?.call;
  if (call === undefined || switchOf(account, 'webhook_grouping') === 'item') {
    deliverAll(sandbox, account, events);
    return;
  }
  const ofCalls = gathered.get(account) ?? new Map<number, HookEvent[]>();
  gathered.set(account, ofCalls);
  const waiting = ofCalls.get(call);
  if (waiting) {
    waiting.push(...events);
    return;
  }
  ofCalls.set(call, events);
  setImmediate(() => {
    ofCalls.delete(call);
    failAlone(deliverAll)(sandbox, account, events);
  });
};
