import type { AmoClient } from './amo-client.js';
import { embedded, flag, int, or, shape, text, type Read } from './read-value.js';

const webhook = shape({
  id: or(int, 0),
  /** '' where another integration's has none: the hub's always have one. */
  destination: or(text, ''),
  disabled: or(flag, false),
});

export type AmoWebhook = Read<typeof webhook>;

const path = '/api/v4/webhooks';

/** All webhooks of the account, other people's included; at most 100. */
export async function listWebhooks(amo: AmoClient): Promise<AmoWebhook[]> {
  const { body } = await amo.call({ method: 'GET', path });
  return embedded(body, 'webhooks', webhook);
}

/** Subscribes an address to events; for an address that is subscribed already these events replace its earlier ones. */
export async function subscribeWebhook(
  amo: AmoClient,
  destination: string,
  settings: readonly string[],
): Promise<AmoWebhook> {
  const { body } = await amo.call({ method: 'POST', path, body: { destination, settings } });
  return webhook(body, 'webhook');
}

/** Ends a subscription; throws `NotFound` when there is none. */
export async function unsubscribeWebhook(amo: AmoClient, destination: string): Promise<void> {
  await amo.call({ method: 'DELETE', path, body: { destination } });
}
