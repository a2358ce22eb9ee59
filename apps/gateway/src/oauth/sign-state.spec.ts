import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isDisconnectSigned, openState, signState, stateKeys } from './sign-state.js';

const secret = (version: number) => `${version}:${Buffer.alloc(32, version).toString('base64')}`;
const keys = stateKeys(secret(1));
const state = { accountId: 'a', expiresAt: 100, nonce: 'n' };
const signed = signState(keys, state);

describe('the state of a connect link', () => {
  it('opens until it is over', () => {
    expect(openState(keys, signed, 99)).toEqual(state);
    expect(openState(keys, signed, 100)).toBeNull();
  });

  it('opens under a key that another one has replaced', () => {
    expect(openState(stateKeys(`${secret(2)},${secret(1)}`), signed, 1)).toEqual(state);
  });

  it.each([
    ['empty', ''],
    ['without signature', signed.split('.')[0]!],
    ['of another key', signState(stateKeys(secret(2)), state)],
    [
      'with another account',
      `${signState(keys, { ...state, accountId: 'b' }).split('.')[0]!}.${signed.split('.')[1]!}`,
    ],
    ['with a tail', `${signed}.x`],
  ])('does not open %s', (_name, text) => {
    expect(openState(keys, text, 1)).toBeNull();
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
