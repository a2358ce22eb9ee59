import { describe, expect, it } from '@jest/globals';
import { hasSecrets, redactSecrets, redactValues } from './redact-secrets.js';

describe('redactSecrets', () => {
  it.each([
    [undefined, undefined],
    [null, null],
    ['text', 'text'],
    [
      { prefix: 'fh_x', key: 'k' },
      { prefix: 'fh_x', key: '***' },
    ],
    [
      { kind: 'pipeline', key: 'k' },
      { kind: 'pipeline', key: 'k' },
    ],
    [{ list: [{ clientSecret: 's', n: 1 }] }, { list: [{ clientSecret: '***', n: 1 }] }],
    [
      { token: null, code: { inner: 1 } },
      { token: null, code: { inner: 1 } },
    ],
    [
      { code: 'grant', url: 'https://x' },
      { code: '***', url: '***' },
    ],
    [
      { client_secret: 's', long_lived_token: ['t'], 'X-Auth-Token': { a: 't' }, PASSWORD: 7 },
      { client_secret: '***', long_lived_token: '***', 'X-Auth-Token': '***', PASSWORD: '***' },
    ],
    [
      { hasSecret: true, tokenExpiresAt: '2026' },
      { hasSecret: true, tokenExpiresAt: '2026' },
    ],
    [
      { link: 'https://www.amocrm.ru/oauth?client_id=c&state=abc.def&mode=popup' },
      { link: 'https://www.amocrm.ru/oauth?client_id=c&state=***&mode=popup' },
    ],
    [{ link: 'https://kazan.amocrm.ru/leads/detail/7' }, { link: 'https://kazan.amocrm.ru/leads/detail/7' }],
    ['to https://hub/hooks/amocrm/s3cret failed', 'to https://hub/hooks/amocrm/*** failed'],
    [{ at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ])('%j becomes %j', (given, expected) => {
    expect(redactSecrets(given)).toEqual(expected);
  });
});

it('redactValues keeps the names of the fields alone', () => {
  expect(redactValues({ phone: '+7', deep: { name: 'a' } })).toEqual({ phone: '***', deep: '***' });
  expect(redactValues('+7')).toBe('***');
});

it.each([
  [{ prefix: 'fh_x', key: 'k' }, true],
  [{ url: 'https://www.amocrm.ru/oauth?client_id=c&state=abc.def' }, true],
  [[{ accessToken: 't' }], true],
  [
    { remarks: [{ code: 'account-link' }], url: 'https://kazan.amocrm.ru', hasSecret: true, at: new Date(0) },
    false,
  ],
  [{ kind: 'pipeline', key: 'k' }, false],
])('hasSecrets says of %j: %s', (answer, expected) => {
  expect(hasSecrets(answer)).toBe(expected);
});
