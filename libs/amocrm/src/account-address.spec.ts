import { describe, expect, it } from '@jest/globals';
import { askAddress, isAmoHost } from './account-address.js';

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const none = { accessToken: null, refreshToken: null, longLivedToken: null };

describe('askAddress', () => {
  it('asks by the refresh token at the host that the access token names', () => {
    const accessToken = jwt({ api_domain: 'api-b.amocrm.ru' });
    expect(askAddress({ ...none, accessToken, refreshToken: 'r' }, 'kazan.amocrm.ru')).toEqual({
      ...{ host: 'api-b.amocrm.ru', path: '/oauth2/account/current/subdomain', refreshToken: 'r' },
    });
  });

  it.each([
    ['kazan.amocrm.ru', 'www.amocrm.ru'],
    ['kazan.kommo.com', 'www.amocrm.com'],
  ])('asks by a long-lived token of %s at %s', (former, host) => {
    expect(askAddress({ ...none, longLivedToken: 'l' }, former)).toEqual({
      ...{ host, path: '/oauth2/account/subdomain', token: 'l' },
    });
  });

  it.each([
    none,
    { ...none, accessToken: jwt({ api_domain: 'api-b.amocrm.ru' }) },
    { ...none, refreshToken: 'r' },
    ...['api.evil.example', 'api-b.amocrm.ru.evil.example', 7, undefined].map((domain) => ({
      ...{ ...none, accessToken: jwt({ api_domain: domain }), refreshToken: 'r' },
    })),
    ...['opaque', 'a.b.c', ''].map((accessToken) => ({ ...none, accessToken, refreshToken: 'r' })),
  ])('asks nobody by %j', (tokens) => {
    expect(askAddress(tokens, 'kazan.amocrm.ru')).toBeNull();
  });
});

it.each([
  ['kazan-1.amocrm.ru', true],
  ['kazan.kommo.com', true],
  ['amocrm.ru', false],
  ['kazan.amocrm.ru:80', false],
  ['kazan.amocrm.ru.evil.example', false],
  ['a/kazan.amocrm.ru', false],
])('isAmoHost says of %s: %s', (host, expected) => {
  expect(isAmoHost(host)).toBe(expected);
});
