import { plainJson, type Answer } from '../http/answer.js';
import { AnswerInstead } from '../http/problem.js';
import type { AccountContext, Route } from '../http/route.js';
import { accessSeconds, issuePair } from '../oauth-tokens.js';
import { switchOf } from '../state/account.js';
import type { Integration } from '../state/integration.js';
import type { User } from '../state/user.js';

/** The refusal of the token endpoint (config 2.1); the hint follows thephpleague/oauth2-server. */
function refuse(status: number, hint: string): AnswerInstead {
  const body = {
    hint,
    title: 'Некорректный запрос',
    type: 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson',
    status,
    detail: 'В запросе отсутствует ряд параметров или параметры невалидны',
  };
  return new AnswerInstead({ status, body, type: 'application/problem+json' });
}

function text(body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value !== 'string' || value === '') throw refuse(400, `Check the \`${key}\` parameter`);
  return value;
}

function readClient(ctx: AccountContext, body: Record<string, unknown>): Integration {
  const integration = ctx.sandbox.integrations.get(text(body, 'client_id'));
  const secret = text(body, 'client_secret');
  const redirectUri = text(body, 'redirect_uri');
  if (integration?.clientSecret !== secret) throw refuse(400, 'Client authentication failed');
  if (integration.redirectUri !== redirectUri) throw refuse(400, 'Invalid redirect URI');
  if (!ctx.account.installations.get(integration.clientId)?.enabled)
    throw refuse(400, 'Client authentication failed');
  return integration;
}

/** The granting user; for a grant of an admin who is gone, another admin (entities 0.1). */
function userOf(ctx: AccountContext, grant: { userId: number; grantedByAdmin: boolean }): User | undefined {
  const user = ctx.account.users.get(grant.userId);
  if (user?.is_active) return user;
  if (!grant.grantedByAdmin) return undefined;
  return [...ctx.account.users.values()].find((one) => one.is_admin && one.is_active);
}

function useCode(ctx: AccountContext, body: Record<string, unknown>, client: Integration): User {
  const code = ctx.account.authCodes.get(text(body, 'code'));
  if (code?.clientId !== client.clientId) throw refuse(400, 'Cannot decrypt the authorization code');
  if (code.expiresAt <= ctx.now) throw refuse(400, 'Authorization code has expired');
  if (code.used) throw refuse(400, 'Authorization code has been revoked');
  const user = userOf(ctx, { userId: code.userId, grantedByAdmin: false });
  if (!user) throw refuse(400, 'Authorization code has been revoked');
  code.used = true;
  return user;
}

/** Refresh tokens work once; the old pair stops working at once (config 2.1). */
function useRefresh(ctx: AccountContext, body: Record<string, unknown>, client: Integration): User {
  const status = switchOf(ctx.account, 'reused_refresh_status');
  const refresh = ctx.account.refreshTokens.get(text(body, 'refresh_token'));
  if (refresh?.clientId !== client.clientId) throw refuse(status, 'Cannot decrypt the refresh token');
  if (refresh.used) throw refuse(status, 'Token has been revoked');
  if (refresh.expiresAt <= ctx.now) throw refuse(status, 'Token has expired');
  const user = userOf(ctx, refresh);
  if (!user) throw refuse(status, 'Token has been revoked');
  refresh.used = true;
  ctx.account.accessTokens.delete(refresh.accessToken);
  return user;
}

function exchange(ctx: AccountContext): Answer {
  const body = (typeof ctx.body === 'object' && ctx.body !== null ? ctx.body : {}) as Record<string, unknown>;
  const grant = text(body, 'grant_type');
  if (grant !== 'authorization_code' && grant !== 'refresh_token') {
    throw refuse(400, 'Check that all required parameters have been provided');
  }
  const client = readClient(ctx, body);
  const user = grant === 'authorization_code' ? useCode(ctx, body, client) : useRefresh(ctx, body, client);
  const { access, refresh } = issuePair(ctx.sandbox, ctx.account, client, user);
  return plainJson({
    token_type: 'Bearer',
    expires_in: accessSeconds,
    server_time: ctx.now,
    access_token: access.token,
    refresh_token: refresh.token,
  });
}

export const oauthRoutes: readonly Route[] = [
  { method: 'POST', path: '/oauth2/access_token', rights: 'open', handle: exchange },
];
