import { switchOf, type Account } from '../state/account.js';
import type { AccessToken } from '../state/integration.js';
import type { User } from '../state/user.js';
import { ApiProblem } from './problem.js';

export interface Caller {
  token: AccessToken;
  /** The user whose rights count: the granting one, or the one of X-Context-User-ID. */
  user: User;
}

/** The 401 of config 1.4, in the words the account uses. */
export function unauthorized(account?: Account): ApiProblem {
  const russian = account && switchOf(account, 'unauthorized_text') === 'russian';
  return new ApiProblem(401, russian ? 'Неверный логин или пароль' : 'Invalid user name or password');
}

/** The stored token of an Authorization header, expired or not; undefined when this account never gave it out. */
export function findToken(account: Account, authorization: string | undefined): AccessToken | undefined {
  // RFC 9110: schemes are read in any case; some clients write `bearer`.
  if (authorization?.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return account.accessTokens.get(authorization.slice(7).trim());
}

function grantingUser(account: Account, token: AccessToken): User {
  const user = account.users.get(token.userId);
  if (user?.is_active) return user;
  // Entities 0.1: what an admin granted keeps working after that admin is gone.
  const heir = token.grantedByAdmin
    ? [...account.users.values()].find((one) => one.is_admin && one.is_active)
    : undefined;
  if (!heir) throw unauthorized(account);
  return heir;
}

/** Who calls. 401 for a bad, expired or revoked token, a removed user, or a context user that may not be used. */
export function authenticate(
  account: Account,
  token: AccessToken | undefined,
  contextUser: string | string[] | undefined,
  now: number,
): Caller {
  if (!token || token.expiresAt <= now) throw unauthorized(account);
  if (!account.installations.get(token.clientId)?.enabled) throw unauthorized(account);
  const user = grantingUser(account, token);
  if (contextUser === undefined) return { token, user };
  const other = account.users.get(Number(contextUser));
  if (!token.grantedByAdmin || !other || other.is_free || !other.is_active) throw unauthorized(account);
  return { token, user: other };
}
