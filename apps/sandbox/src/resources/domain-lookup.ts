import { plainJson, type Answer } from '../http/answer.js';
import { authenticate, findToken, unauthorized } from '../http/authenticate.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import type { Account } from '../state/account.js';

function model(account: Account): Answer {
  const { id, subdomain, topLevelDomain } = account;
  return plainJson({
    id,
    subdomain,
    domain: `${subdomain}.${topLevelDomain}`,
    top_level_domain: topLevelDomain.split('.').at(-1),
  });
}

function byRefreshToken(ctx: CallContext): Answer {
  const sent = ctx.headers['x-refresh-token'];
  for (const account of ctx.sandbox.accounts.values()) {
    const refresh = typeof sent === 'string' ? account.refreshTokens.get(sent) : undefined;
    const enabled = refresh && account.installations.get(refresh.clientId)?.enabled;
    if (enabled && !refresh.used && refresh.expiresAt > ctx.now) return model(account);
  }
  throw unauthorized();
}

function byAccessToken(ctx: CallContext): Answer {
  const sent = ctx.headers.authorization;
  for (const account of ctx.sandbox.accounts.values()) {
    const token = findToken(account, typeof sent === 'string' ? sent : undefined);
    if (token) {
      authenticate(account, token, undefined, ctx.now);
      return model(account);
    }
  }
  throw unauthorized();
}

/** Config 2.3: asked on `api-b.amocrm.ru` and `www.amocrm.ru`, so on hosts that are no account's. */
export const domainRoutes: readonly GlobalRoute[] = [
  { method: 'GET', path: '/oauth2/account/current/subdomain', handle: byRefreshToken },
  { method: 'GET', path: '/oauth2/account/subdomain', handle: byAccessToken },
];
