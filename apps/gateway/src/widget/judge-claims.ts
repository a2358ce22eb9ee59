import type { Presser } from './manager.js';

/** By what the claims of a widget's token are judged. */
export interface Expected {
  /** Lower-case host of the account, e.g. `kazan.amocrm.ru`. */
  host: string;
  amoId: number;
  integrationId: string;
  /** The audience that a person named; null: the origin of `redirectUri`. */
  audience: string | null;
  redirectUri: string | null;
}

/** What is wrong with a token whose signature is right. */
export type ClaimFault = 'malformed' | 'other-account' | 'other-integration' | 'other-audience';

/**
 * Judges the claims of a token whose signature and times are right. An audience that is missing or empty is no fault: an
 * integration that is connected by a long-lived token has no redirect address, so amoCRM has nothing to name. One that is
 * named must be the expected scheme and host; the port does not count, because amoCRM's client drops it.
 */
export function judgeClaims(claims: Record<string, unknown>, expected: Expected): Presser | ClaimFault {
  const { iss, account_id: account, client_uuid: client, user_id: userId, jti } = claims;
  if (!isId(userId) || !isId(account) || typeof jti !== 'string' || jti === '') return 'malformed';
  if (account !== expected.amoId || !isSameHost(iss, `https://${expected.host}`)) return 'other-account';
  if (client !== expected.integrationId) return 'other-integration';
  if (!isExpected(claims['aud'], expected.audience ?? expected.redirectUri)) return 'other-audience';
  return { userId, tokenId: jti, isAdmin: claims['is_admin'] === true };
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isExpected(named: unknown, expected: string | null): boolean {
  const all = (Array.isArray(named) ? named : [named]).filter((one) => one !== undefined && one !== '');
  return all.length === 0 || expected === null || all.some((one) => isSameHost(one, expected));
}

/** Whether two addresses have one scheme and one host name. */
function isSameHost(one: unknown, other: string): boolean {
  if (typeof one !== 'string' || !URL.canParse(one) || !URL.canParse(other)) return false;
  const [a, b] = [new URL(one), new URL(other)];
  return a.protocol === b.protocol && a.hostname === b.hostname;
}
