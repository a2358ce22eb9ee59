import { createHmac } from 'node:crypto';
import { plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { disposableClaims } from '../oauth-tokens.js';
import { controlAccount, controlBody } from './read-control.js';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A compact JWS signed with the integration's secret: HS256 for widgets, HS512 for bots (config 2.5). */
function signDisposable(algorithm: 'HS256' | 'HS512', claims: object, secret: string): string {
  const text = `${part({ typ: 'JWT', alg: algorithm })}.${part(claims)}`;
  const hash = algorithm === 'HS256' ? 'sha256' : 'sha512';
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}

/** `{subdomain, userId, clientId?}`: the X-Auth-Token that `$authorizedAjax` would send for this user. */
function make(ctx: CallContext): Answer {
  const { subdomain, userId, clientId } = controlBody(ctx);
  const account = controlAccount(ctx, subdomain);
  const user = typeof userId === 'number' ? account.users.get(userId) : undefined;
  if (!user) throw new ApiProblem(404, `No user ${String(userId)}`);
  const wanted = typeof clientId === 'string' ? clientId : [...account.installations.keys()][0];
  const integration = wanted === undefined ? undefined : ctx.sandbox.integrations.get(wanted);
  if (!integration) throw new ApiProblem(404, 'No such integration');
  const claims = {
    ...disposableClaims(ctx.sandbox, account, integration),
    user_id: user.id,
    is_admin: user.is_admin,
  };
  return plainJson({ token: signDisposable('HS256', claims, integration.clientSecret) }, 201);
}

export const widgetTokenControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/widget-tokens', handle: make },
];
