import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isDisconnectSigned, openState, signState, stateKey } from './sign-state.js';

const key = stateKey('1:abc');
const state = { accountId: 'a', expiresAt: 100, nonce: 'n' };
const signed = signState(key, state);

describe('the state of a connect link', () => {
  it('opens until it is over', () => {
    expect(openState(key, signed, 99)).toEqual(state);
    expect(openState(key, signed, 100)).toBeNull();
  });

  it.each([
    ['empty', ''],
    ['without signature', signed.split('.')[0]!],
    ['of another key', signState(stateKey('1:abd'), state)],
    [
      'with another account',
      `${signState(key, { ...state, accountId: 'b' }).split('.')[0]!}.${signed.split('.')[1]!}`,
    ],
    ['with a tail', `${signed}.x`],
  ])('does not open %s', (_name, text) => {
    expect(openState(key, text, 1)).toBeNull();
  });
});

describe('the disconnect hook', () => {
  const signature = createHmac('sha256', 'secret').update('uuid|31').digest('hex');

  it('is believed with the right signature only', () => {
    const hook = { clientUuid: 'uuid', accountId: '31', signature };
    expect(isDisconnectSigned(hook, 'secret')).toBe(true);
    expect(isDisconnectSigned({ ...hook, signature: signature.toUpperCase() }, 'secret')).toBe(true);
    expect(isDisconnectSigned({ ...hook, accountId: '32' }, 'secret')).toBe(false);
    expect(isDisconnectSigned(hook, 'other')).toBe(false);
    expect(isDisconnectSigned({ ...hook, signature: '' }, 'secret')).toBe(false);
  });
});
