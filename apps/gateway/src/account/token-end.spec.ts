import { expect, it } from '@jest/globals';
import { tokenEnd } from './token-end.js';

const jwt = (payload: string) => `head.${Buffer.from(payload).toString('base64url')}.sign`;

it.each([
  ['the end of a JWT', jwt('{"exp":1700000000}'), new Date(1_700_000_000_000)],
  ['nothing of a plain token', 'abcdef', undefined],
  ['nothing of a JWT without an end', jwt('{}'), undefined],
  ['nothing of a payload that is no JSON', jwt('{'), undefined],
  ['nothing of an end that is no number', jwt('{"exp":"soon"}'), undefined],
])('reads %s', (_name, token, end) => {
  expect(tokenEnd(token)).toEqual(end);
});
