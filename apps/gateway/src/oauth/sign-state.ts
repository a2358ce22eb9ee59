import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a connect link carries through amoCRM's consent page and back. */
export interface ConsentState {
  accountId: string;
  /** Unix seconds. */
  expiresAt: number;
  nonce: string;
}

/** A key of its own for states, derived from the hub's secret keys. */
export function stateKey(secretKeys: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKeys, '', 'consent state', 32));
}

/** `payload.signature`, both base64url: what goes into the link's `state`. */
export function signState(key: Buffer, state: ConsentState): string {
  const payload = Buffer.from(JSON.stringify(state)).toString('base64url');
  return `${payload}.${signature(key, payload)}`;
}

/** The state, or null when it is forged, torn or over. */
export function openState(key: Buffer, text: string, nowSeconds: number): ConsentState | null {
  const [payload = '', given = '', ...rest] = text.split('.');
  const expected = signature(key, payload);
  if (rest.length > 0 || !isEqual(given, expected)) return null;
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
