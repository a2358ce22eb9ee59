import { int, shape, text, type Read } from './read-value.js';

/** By what amoCRM says where an account lives: tokens of a pair, or one that lives long. */
export interface TokensOfAccount {
  accessToken: string | null;
  refreshToken: string | null;
  longLivedToken: string | null;
}

/** Where to ask, and by which token. */
export interface AddressQuestion {
  host: string;
  path: string;
  token?: string;
  refreshToken?: string;
}

const home = shape({ id: int, subdomain: text, domain: text });

/** An account's number in amoCRM and its present address. */
export type AccountAddress = Read<typeof home>;

export const readAddress = home;

const hosts = /^[a-z0-9-]+\.(amocrm\.ru|amocrm\.com|kommo\.com)$/;

/** Whether this is a host of amoCRM: secrets and codes go to no other. */
export function isAmoHost(host: string): boolean {
  return hosts.test(host);
}

/**
 * The question where the account of these tokens lives now, whatever its address was before; null when no token can ask it.
 * A refresh token asks at the host that the access token names, a long-lived one at amoCRM's own. Sheet: configuration 2.3.
 */
export function askAddress(tokens: TokensOfAccount, formerHost: string): AddressQuestion | null {
  const { accessToken, refreshToken, longLivedToken } = tokens;
  if (longLivedToken !== null) {
    const host = formerHost.endsWith('.amocrm.ru') ? 'www.amocrm.ru' : 'www.amocrm.com';
    return { host, path: '/oauth2/account/subdomain', token: longLivedToken };
  }
  const host = accessToken === null ? null : apiDomain(accessToken);
  if (refreshToken === null || host === null || !isAmoHost(host)) return null;
  return { host, path: '/oauth2/account/current/subdomain', refreshToken };
}

/** The claim `api_domain`. Nothing is verified: the host is checked, and amoCRM made the token. */
function apiDomain(token: string): string | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { api_domain?: unknown };
    return typeof claims.api_domain === 'string' ? claims.api_domain.toLowerCase() : null;
  } catch {
    return null;
  }
}
