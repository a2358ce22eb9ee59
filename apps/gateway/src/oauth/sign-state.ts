import { parseSecretKeys } from '@hub/accounts/pure';
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a connect link carries through amoCRM's consent page and back. */
export interface ConsentState {
  accountId: string;
  /** Unix seconds. */
  expiresAt: number;
  nonce: string;
}

/**
 * Keys of their own for states, one for each of the hub's secret keys (the text of HUB_SECRET_KEYS), in their order: the
 * first one signs, all of them open, so that links outlast a rotation.
 */
export function stateKeys(secretKeys: string): Buffer[] {
  return parseSecretKeys(secretKeys).map(({ key }) =>
    Buffer.from(hkdfSync('sha256', key, '', 'consent state', 32)),
  );
}

/** `payload.signature`, both base64url: what goes into the link's `state`. */
export function signState([key]: readonly Buffer[], state: ConsentState): string {
  if (!key) throw new RangeError('no key to sign with');
  const payload = Buffer.from(JSON.stringify(state)).toString('base64url');
  return `${payload}.${signature(key, payload)}`;
}

/** The state, or null when it is forged, torn or over. */
export function openState(keys: readonly Buffer[], text: string, nowSeconds: number): ConsentState | null {
  const [payload = '', given = '', ...rest] = text.split('.');
  const isSigned = keys.some((key) => isEqual(given, signature(key, payload)));
  if (rest.length > 0 || !isSigned) return null;
  const state = JSON.parse(Buffer.from(payload, 'base64url').toString()) as ConsentState;
  return state.expiresAt > nowSeconds ? state : null;
}

/** Whether amoCRM's disconnect hook is signed with the integration's secret. Sheet: configuration 2.4. */
export function isDisconnectSigned(
  hook: { clientUuid: string; accountId: string; signature: string },
  clientSecret: string,
): boolean {
  const expected = createHmac('sha256', clientSecret)
    .update(`${hook.clientUuid}|${hook.accountId}`)
    .digest('hex');
  return isEqual(hook.signature.toLowerCase(), expected);
}

function signature(key: Buffer, payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
