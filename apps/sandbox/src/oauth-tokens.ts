import { randomBytes } from 'node:crypto';
import type { Sandbox } from './sandbox.js';
import type { Account } from './state/account.js';
import type { AccessToken, AuthCode, Integration, RefreshToken } from './state/integration.js';
import type { User } from './state/user.js';

export const accessSeconds = 86_400;
const codeSeconds = 20 * 60;
const refreshSeconds = 3 * 30 * 86_400;
const longLivedSeconds = 5 * 365 * 86_400;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that reads like amoCRM's RS256 JWT (claims of config 2.1); the signature is random, nobody can check it. */
function jwt(
  sandbox: Sandbox,
  account: Account,
  given: { clientId: string; user: User; scopes: string[]; exp: number },
): string {
  const now = sandbox.clock.now();
  const jti = sandbox.ids.hex(80);
  const claims = {
    aud: given.clientId,
    jti,
    iat: now,
    nbf: now,
    exp: given.exp,
    sub: String(given.user.id),
    grant_type: '',
    account_id: account.id,
    base_domain: account.topLevelDomain,
    version: 2,
    scopes: given.scopes,
    hash_uuid: sandbox.ids.uuid(),
    api_domain: `api-b.${account.topLevelDomain}`,
  };
  const signature = randomBytes(256).toString('base64url');
  return `${part({ typ: 'JWT', alg: 'RS256', jti })}.${part(claims)}.${signature}`;
}

/** An authorization code as the consent page gives it: 20 minutes, single use. */
export function issueAuthCode(sandbox: Sandbox, account: Account, clientId: string, user: User): AuthCode {
  const code: AuthCode = {
    code: `def50200${sandbox.ids.hex(640)}`,
    clientId,
    userId: user.id,
    expiresAt: sandbox.clock.now() + codeSeconds,
    used: false,
  };
  account.authCodes.set(code.code, code);
  return code;
}

function issueAccess(
  sandbox: Sandbox,
  account: Account,
  integration: Integration,
  user: User,
  life: { seconds: number; longLived: boolean },
): AccessToken {
  const { clientId, scopes } = integration;
  const exp = sandbox.clock.now() + life.seconds;
  const token: AccessToken = {
    token: jwt(sandbox, account, { clientId, user, scopes, exp }),
    clientId,
    userId: user.id,
    grantedByAdmin: user.is_admin,
    scopes,
    expiresAt: exp,
    longLived: life.longLived,
  };
  account.accessTokens.set(token.token, token);
  return token;
}

/** A new access and refresh pair for this user. */
export function issuePair(
  sandbox: Sandbox,
  account: Account,
  integration: Integration,
  user: User,
): { access: AccessToken; refresh: RefreshToken } {
  const access = issueAccess(sandbox, account, integration, user, {
    seconds: accessSeconds,
    longLived: false,
  });
  const refresh: RefreshToken = {
    token: `def50200${sandbox.ids.hex(720)}`,
    accessToken: access.token,
    clientId: integration.clientId,
    userId: user.id,
    grantedByAdmin: user.is_admin,
    expiresAt: sandbox.clock.now() + refreshSeconds,
    used: false,
  };
  account.refreshTokens.set(refresh.token, refresh);
  return { access, refresh };
}

/** A token without refresh; null for public integrations, which have none (config 2.1). */
export function longLivedFor(
  sandbox: Sandbox,
  account: Account,
  integration: Integration,
  user: User,
  seconds = longLivedSeconds,
): string | null {
  if (integration.kind === 'public') return null;
  return issueAccess(sandbox, account, integration, user, { seconds, longLived: true }).token;
}
