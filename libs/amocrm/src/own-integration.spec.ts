import { describe, expect, it } from '@jest/globals';
import { asConfigured } from './own-integration.js';

const own = {
  ...{ clientId: 'public', clientSecret: 'new' },
  redirectUri: 'https://new.example/api/v1/oauth/callback',
};
const oldAddress = 'https://old.example/api/v1/oauth/callback';
const elsewhere = 'https://own.example/';

describe('asConfigured', () => {
  it.each([
    ['the public one has both', own, ['public', 'old', oldAddress], ['new', own.redirectUri]],
    ['… whatever its path was', own, ['public', 'old', elsewhere], ['new', own.redirectUri]],
    ["a private one has the hub's address", own, ['private', 'old', oldAddress], ['old', own.redirectUri]],
    ['… and keeps an address of its own', own, ['private', 'old', elsewhere], ['old', elsewhere]],
    ['nothing is configured', {}, ['public', 'old', oldAddress], ['old', oldAddress]],
    [
      'empty parts count as none',
      { clientId: 'public', clientSecret: '', redirectUri: '' },
      ['public', 'old', oldAddress],
      ['old', oldAddress],
    ],
  ] as const)('%s', (_name, configured, [clientId, clientSecret, redirectUri], [secret, address]) => {
    expect(asConfigured({ clientId, clientSecret, redirectUri }, configured)).toEqual({
      ...{ clientId, clientSecret: secret, redirectUri: address },
    });
  });
});
