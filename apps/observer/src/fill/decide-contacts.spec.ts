import { expect, it } from '@jest/globals';
import { clientKeyRules } from '@hub/amocrm/pure';
import { decideContacts } from './decide-contacts.js';

const done = { fillStep: 'done', contactsState: 'ready' } as const;
const account = { ...done, contactsKey: 'k', contactsRules: clientKeyRules };
const [older, newer] = [{ contactsRules: clientKeyRules - 1 }, { contactsRules: clientKeyRules + 1 }];
const wanted = { isWanted: true, keyId: 'k' };

it.each<[string, object, object, object]>([
  ['contacts that are all read', {}, {}, { kind: 'none' }],
  ['a walk that goes on', { contactsState: 'reading' }, {}, { kind: 'read' }],
  ['contacts that were forbidden', { contactsState: 'forbidden' }, {}, { kind: 'read' }],
  ['an account that begins', { contactsState: 'off', contactsKey: null }, {}, { kind: 'restart', key: 'k' }],
  ['an account that is being filled', { contactsState: 'off', fillStep: 'feed' }, {}, { kind: 'none' }],
  ['a new key', {}, { keyId: 'other' }, { kind: 'restart', key: 'other' }],
  ['contacts hashed by older rules', older, {}, { kind: 'restart', key: 'k' }],
  ['a walk by older rules', { ...older, contactsState: 'reading' }, {}, { kind: 'restart', key: 'k' }],
  ['contacts hashed by newer rules', newer, {}, { kind: 'none' }],
  ['a walk by newer rules', { ...newer, contactsState: 'reading' }, {}, { kind: 'none' }],
  [
    'contacts that begin again after newer rules',
    { ...newer, contactsState: 'off' },
    {},
    { kind: 'restart', key: 'k' },
  ],
  ['contacts that nobody wants any more', {}, { isWanted: false }, { kind: 'restart', key: null }],
  ['contacts that nobody wants', { contactsState: 'off' }, { isWanted: false }, { kind: 'none' }],
  ['rules that are not known', {}, { isWanted: null, keyId: 'other' }, { kind: 'none' }],
])('knows what to do about %s', (_name, change, about, expected) => {
  expect(decideContacts({ ...account, ...change }, { ...wanted, ...about })).toEqual(expected);
});
