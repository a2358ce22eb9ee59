import { describe, expect, it } from '@jest/globals';
import {
  accountStates,
  isCallable,
  nextAccountState,
  type AccountEvent,
  type AccountState,
} from './account-state.js';

const events: AccountEvent[] = [
  { kind: 'tokens-stored' },
  { kind: 'call-succeeded' },
  { kind: 'call-refused', reason: 'r' },
  { kind: 'tokens-dead', reason: 'r' },
  { kind: 'suspended', reason: 'r' },
  { kind: 'resumed' },
  { kind: 'removed', reason: 'r' },
];

/** One row per state, one column per event in the order above; '-' means nothing changes. */
const table: Record<AccountState, string[]> = {
  pending: ['connected', '-', '-', '-', 'suspended', '-', 'removed'],
  connected: ['-', '-', 'degraded', 'reconnect', 'suspended', '-', 'removed'],
  degraded: ['-', 'connected', 'degraded', 'reconnect', 'suspended', '-', 'removed'],
  reconnect: ['connected', '-', '-', 'reconnect', 'suspended', '-', 'removed'],
  suspended: ['-', '-', '-', '-', 'suspended', 'connected', 'removed'],
  removed: ['-', '-', '-', '-', '-', '-', '-'],
};

describe('nextAccountState', () => {
  for (const state of accountStates) {
    it(`follows the table from ${state}`, () => {
      expect(events.map((event) => nextAccountState(state, event)?.state ?? '-')).toEqual(table[state]);
    });
  }

  it('keeps the reason of the event', () => {
    expect(nextAccountState('connected', { kind: 'call-refused', reason: 'unpaid' })).toEqual({
      state: 'degraded',
      reason: 'unpaid',
    });
  });

  it('lets only working accounts be called', () => {
    expect(accountStates.filter(isCallable)).toEqual(['connected', 'degraded']);
  });
});
