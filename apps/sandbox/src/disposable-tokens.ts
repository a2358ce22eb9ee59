import { createHmac } from 'node:crypto';
import type { Sandbox } from './sandbox.js';
import { originOf, switchOf, type Account } from './state/account.js';
import type { Integration } from './state/integration.js';
import type { User } from './state/user.js';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWS signed with the integration's secret: HS256 for widgets, HS512 for bots (config 2.5). */
function sign(algorithm: 'HS256' | 'HS512', claims: object, secret: string): string {
  const text = `${part({ typ: 'JWT', alg: algorithm })}.${part(claims)}`;
  const hash = algorithm === 'HS256' ? 'sha256' : 'sha512';
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

function claimsOf(
  sandbox: Sandbox,
  account: Account,
  integration: Integration,
  audience = integration.redirectUri,
): Record<string, unknown> {
  const now = sandbox.clock.now();
  const { protocol, hostname } = new URL(audience);
  return {
    iss: originOf(account),
    // Scheme and host alone: the official client drops the port before it compares.
    aud: `${protocol}//${hostname}`,
    iat: now,
    nbf: now,
    exp: now + 1800,
    account_id: account.id,
    subdomain: account.subdomain,
    client_uuid: integration.clientId,
  };
}

/** The X-Auth-Token that `$authorizedAjax` sends for this user. */
export function widgetToken(
  sandbox: Sandbox,
  account: Account,
  integration: Integration,
  user: User,
): string {
  const claims = {
    ...claimsOf(sandbox, account, integration),
    jti: sandbox.ids.uuid(),
    user_id: user.id,
    is_admin: user.is_admin,
  };
  return sign('HS256', claims, integration.clientSecret);
}

export interface BotTokenSubject {
  entityType: 'lead' | 'contact' | 'customer';
  entityId: number;
  botType?: 'salesbot' | 'marketingbot';
  /** Address of the `widget_request`; its origin is the audience. Default: the redirect address. */
  url?: string;
}

const entityNumbers = { contact: 1, lead: 2, customer: 12 } as const;

/** The `token` of a bot's `widget_request`. Throws on an `url` that is none. */
export function botToken(
  sandbox: Sandbox,
  account: Account,
  integration: Integration,
  { entityType, entityId, botType = 'salesbot', url }: BotTokenSubject,
): string {
  const numeric = switchOf(account, 'bot_token_entity_type') === 'number';
  const claims = {
    ...claimsOf(sandbox, account, integration, url),
    entity_type: numeric ? entityNumbers[entityType] : entityType,
    entity_id: entityId,
    bot_type: botType,
  };
  return sign('HS512', claims, integration.clientSecret);
}
