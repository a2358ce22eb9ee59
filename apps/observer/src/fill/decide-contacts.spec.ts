import { expect, it } from '@jest/globals';
import { decideContacts } from './decide-contacts.js';

const account = { fillStep: 'done', contactsState: 'ready', contactsKey: 'k' } as const;
const wanted = { isWanted: true, keyId: 'k' };

it.each<[string, object, object, object]>([
  ['contacts that are all read', {}, {}, { kind: 'none' }],
  ['a walk that goes on', { contactsState: 'reading' }, {}, { kind: 'read' }],
  ['contacts that were forbidden', { contactsState: 'forbidden' }, {}, { kind: 'read' }],
  ['an account that begins', { contactsState: 'off', contactsKey: null }, {}, { kind: 'restart', key: 'k' }],
  ['an account that is being filled', { contactsState: 'off', fillStep: 'feed' }, {}, { kind: 'none' }],
  ['a new key', {}, { keyId: 'other' }, { kind: 'restart', key: 'other' }],
  ['contacts that nobody wants any more', {}, { isWanted: false }, { kind: 'restart', key: null }],
  ['contacts that nobody wants', { contactsState: 'off' }, { isWanted: false }, { kind: 'none' }],
  ['rules that are not known', {}, { isWanted: null, keyId: 'other' }, { kind: 'none' }],
])('knows what to do about %s', (_name, change, about, expected) => {
  expect(decideContacts({ ...account, ...change }, { ...wanted, ...about })).toEqual(expected);
});
