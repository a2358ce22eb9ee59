import { expect, it } from '@jest/globals';
import { complaintsAfter } from '../../../test/good-archive.js';

const secret = `${'aB3'.repeat(21)}x`;

it.each([
  ['the secret key of an integration', `var a = '${secret}';`, true],
  ['a long-lived token', `var a = 'eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiIxMjM0In0.${'a'.repeat(40)}';`, true],
  ['a key of the hub', `var a = 'fh_${'a'.repeat(43)}';`, true],
  ['a named secret', `var a = { client_secret: 'abcdefgh12345678' };`, true],
  ['a header', `var a = 'Bearer abcdefghijklmnopqrstuvwx';`, true],
  ['a private key', '/* -----BEGIN PRIVATE KEY----- */', true],
  ['a hash of small letters', `var a = '${'ab12'.repeat(16)}';`, false],
  ['an address', `var a = 'https://hub.example.com/api/v1/exchange/claims';`, false],
  ['a secret under another name', `const myApiKey = "q1w2e3r4t5y6u7i8";`, true],
  ['the name of a header', `var tokenHeader = 'X-Auth-Token-Of-Widget';`, false],
  ['a key of a text', `var a = { "api_key": "settings.api_key.second" };`, false],
  ['a field that is called so', `var a = { password: form.password, api_key: '' };`, false],
])('%s', (_, text, isFound) => {
  const found = complaintsAfter(({ files }) => (files['lib.js'] = { text }));
  expect(found).toEqual(isFound ? ['E secret lib.js'] : []);
});

it('is found in files of any name', () => {
  expect(complaintsAfter(({ files }) => (files['.env'] = { text: `SECRET_KEY='${secret}'` }))).toEqual([
    'E secret .env',
  ]);
});
