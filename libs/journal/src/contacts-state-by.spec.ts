import { clientKeyRules } from '@hub/amocrm/pure';
import { expect, it } from '@jest/globals';
import { contactsStateBy } from './contacts-state-by.js';

const read = { contactsState: 'ready', contactsKey: 'k', contactsRules: clientKeyRules } as const;

it.each<[string, object, string]>([
  ['the same key and rules', {}, 'ready'],
  ['another key', { contactsKey: 'other' }, 'reading'],
  ['older rules', { contactsRules: clientKeyRules - 1 }, 'reading'],
  ['newer rules', { contactsRules: clientKeyRules + 1 }, 'reading'],
  ['older rules, where they are forbidden', { contactsState: 'forbidden', contactsRules: 1 }, 'forbidden'],
])('knows how far contacts are read by %s', (_name, change, expected) => {
  expect(contactsStateBy({ ...read, ...change }, 'k')).toBe(expected);
});
