/**
 * States of an account.
 *
 * - `pending`: registered, no tokens yet. Nothing is called.
 * - `connected`: tokens work.
 * - `degraded`: calls are refused for a reason that may pass without a new consent (unpaid, blocked, missing rights).
 *   Calls go on, because the next good one is what ends this state.
 * - `reconnect`: the tokens are dead; a person has to give consent again. Nothing is called.
 * - `suspended`: the hub's operator paused the account. Nothing is called; tokens are kept alive.
 * - `removed`: off-boarded. Tokens are gone; nothing leads out of this state.
 */
export const accountStates = [
  'pending',
  'connected',
  'degraded',
  'reconnect',
  'suspended',
  'removed',
] as const;
export type AccountState = (typeof accountStates)[number];

/** The events of an account. A `tokens-stored` comes from a consent or a refresh. */
export type AccountEvent =
  | { kind: 'tokens-stored' }
  | { kind: 'call-succeeded' }
  | { kind: 'call-refused'; reason: string }
  | { kind: 'tokens-dead'; reason: string }
  | { kind: 'suspended'; reason: string }
  | { kind: 'resumed' }
  | { kind: 'removed'; reason: string };

/** The state that follows, with its reason, or null when the event changes nothing. */
export function nextAccountState(
  state: AccountState,
  event: AccountEvent,
): { state: AccountState; reason: string } | null {
  if (state === 'removed') return null;
  switch (event.kind) {
    case 'tokens-stored':
      return state === 'pending' || state === 'reconnect' ? connected : null;
    case 'call-succeeded':
      return state === 'degraded' ? connected : null;
    case 'call-refused':
      return state === 'connected' || state === 'degraded'
        ? { state: 'degraded', reason: event.reason }
        : null;
    case 'tokens-dead':
      // A suspended account stays suspended: resuming it finds the dead tokens again.
      return state === 'suspended' || state === 'pending'
        ? null
        : { state: 'reconnect', reason: event.reason };
    case 'suspended':
      return { state: 'suspended', reason: event.reason };
    case 'resumed':
      return state === 'suspended' ? connected : null;
    case 'removed':
      return { state: 'removed', reason: event.reason };
  }
}

/** Whether the hub may call amoCRM for an account in this state. */
export function isCallable(state: AccountState): boolean {
  return state === 'connected' || state === 'degraded';
}

const connected = { state: 'connected', reason: 'ok' } as const;
