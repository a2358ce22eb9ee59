import { expect, it } from '@jest/globals';
import { Problem } from '@hub/platform';
import { whoseAccount, whosePress } from './whose-press.js';

const manager = { accountId: 'a', userId: 7 };

function outcome(...given: Parameters<typeof whosePress>): unknown {
  try {
    return whosePress(...given);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.body.status, ...(error.body.errors ?? []).map(({ path }) => path)];
  }
}

it.each<[string, ...Parameters<typeof whosePress>, unknown]>([
  ['the token’s user', manager, {}, manager],
  ['the token’s user, said once more', manager, { ...manager }, manager],
  ['no other user than the token’s', manager, { userId: 8 }, [403]],
  ['no other account than the token’s', manager, { accountId: 'b' }, [403]],
  ['whom a key names', null, { ...manager }, manager],
  ['nobody where a key names no user', null, { accountId: 'a' }, [400, 'userId']],
  ['nobody where a key names nothing', null, { accountId: null }, [400, 'accountId', 'userId']],
])('is %s', (_, given, named, found) => {
  expect(outcome(given, named)).toEqual(found);
});

it('is the token’s account, or the one that a key names', () => {
  expect(whoseAccount(manager, {})).toEqual({ accountId: 'a' });
  expect(whoseAccount(null, { accountId: 'b' })).toEqual({ accountId: 'b' });
  expect(() => whoseAccount(manager, { accountId: 'b' })).toThrow(Problem);
  expect(() => whoseAccount(null, {})).toThrow(Problem);
});
