import { expect, it } from '@jest/globals';
import { judgeClaims, type Expected } from './judge-claims.js';

const expected: Expected = {
  ...{ host: 'kazan.amocrm.ru', amoId: 30, integrationId: 'int', audience: null },
  redirectUri: 'https://hub.example.com:8443/api/v1/oauth/callback',
};
const claims = {
  ...{ iss: 'https://kazan.amocrm.ru', aud: 'https://hub.example.com', jti: 'j1' },
  ...{ account_id: 30, client_uuid: 'int', user_id: 7 },
};

const manager = { userId: 7, tokenId: 'j1', isAdmin: false };

it.each<[string, object, Partial<Expected>, unknown]>([
  ['a good token', {}, {}, manager],
  ['an audience with a port', { aud: 'https://hub.example.com:8443' }, {}, manager],
  ['an administrator', { is_admin: true }, {}, { ...manager, isAdmin: true }],
  ['an administrator in other words', { is_admin: 'true' }, {}, manager],
  ['no audience', { aud: undefined }, {}, manager],
  ['an empty audience', { aud: '' }, {}, manager],
  ['an empty list as audience', { aud: [] }, {}, manager],
  ['another host as audience', { aud: 'https://other.example.com' }, {}, 'other-audience'],
  ['another scheme as audience', { aud: 'http://hub.example.com' }, {}, 'other-audience'],
  ['no address as audience', { aud: 'hub' }, {}, 'other-audience'],
  ['any audience where none is known', { aud: 'https://x.ru' }, { redirectUri: null }, manager],
  ['the audience of the settings', { aud: 'https://w.ru' }, { audience: 'https://w.ru' }, manager],
  ['not that of the settings', {}, { audience: 'https://w.ru' }, 'other-audience'],
  ['another account number', { account_id: 31 }, {}, 'other-account'],
  ['another issuer', { iss: 'https://omsk.amocrm.ru' }, {}, 'other-account'],
  ['an issuer without TLS', { iss: 'http://kazan.amocrm.ru' }, {}, 'other-account'],
  ['another integration', { client_uuid: 'other' }, {}, 'other-integration'],
  ['a user that is text', { user_id: '7' }, {}, 'malformed'],
  ['no user', { user_id: undefined }, {}, 'malformed'],
  ['user 0', { user_id: 0 }, {}, 'malformed'],
  ['no jti', { jti: undefined }, {}, 'malformed'],
])('%s', (_, given, known, found) => {
  expect(judgeClaims({ ...claims, ...given }, { ...expected, ...known })).toEqual(found);
});
