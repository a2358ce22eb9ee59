import { decodeJwt, errors, jwtVerify } from 'jose';
import { judgeClaims, type ClaimFault, type Expected } from './judge-claims.js';
import type { Presser } from './manager.js';

/** Clocks of amoCRM and of the hub may differ by so much. */
const clockToleranceSeconds = 60;

/** What is wrong with a token. */
export type TokenFault = ClaimFault | 'unreadable' | 'wrong-signature' | 'expired' | 'too-early';

/** Which integration a token says it is from; nothing is proven yet. Null for what is no token. */
export function sourceOf(token: string): string | null {
  try {
    const { client_uuid: client, account_id: account } = decodeJwt(token);
    return typeof client === 'string' && typeof account === 'number' ? sourceKey(client, account) : null;
  } catch {
    return null;
  }
}

/** Under what an account's integration is found: a public one has one id in many accounts. */
export function sourceKey(integrationId: string, amoId: number): string {
  return `${integrationId} ${amoId}`;
}

/**
 * Judges a widget's token: HS256 with one of the integration's secrets and nothing else, times by `now`, then its claims.
 * Does not throw for whatever the text is.
 */
export async function readToken(
  token: string,
  [secret, ...others]: readonly [string, ...string[]],
  expected: Expected,
  now: Date,
): Promise<Presser | TokenFault> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp'],
      currentDate: now,
    });
    return judgeClaims(payload, expected);
  } catch (error) {
    const [next, ...rest] = others;
    const fault = faultOf(error);
    if (fault !== 'wrong-signature' || next === undefined) return fault;
    return readToken(token, [next, ...rest], expected, now);
  }
}

function faultOf(error: unknown): TokenFault {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return error.claim === 'nbf' ? 'too-early' : 'malformed';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong-signature';
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'unreadable';
  throw error;
}
