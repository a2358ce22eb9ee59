import { expect, it } from '@jest/globals';
import { complaintsAfter, type Spoilt } from '../../../test/good-archive.js';

const words = (one: Spoilt, locale: string, part: string) =>
  one.json(`i18n/${locale}.json`)[part] as Record<string, unknown>;

it.each<[string, (one: Spoilt) => void, string[]]>([
  [
    'a language without a file',
    (one) => (one.at('widget')['locale'] as string[]).push('pt'),
    ['E i18n-missing-file i18n/pt.json', 'E tour manifest.json'],
  ],
  [
    'a title that one language lacks',
    (one) => delete words(one, 'en', 'advanced')['title'],
    ['E i18n-missing-key i18n/en.json'],
  ],
  [
    'a name that no language has',
    (one) => (one.at('widget')['name'] = 'widget.title'),
    ['E i18n-missing-key i18n/ru.json', 'E i18n-missing-key i18n/en.json'],
  ],
  [
    'a text that only one has',
    (one) => (words(one, 'en', 'ui')['more'] = 'x'),
    ['E i18n-shape i18n/en.json'],
  ],
  ['a text that one lacks', (one) => delete words(one, 'en', 'ui')['busy'], ['E i18n-shape i18n/en.json']],
  [
    'an object for a text',
    (one) => (words(one, 'en', 'ui')['busy'] = { a: 'x' }),
    ['E i18n-shape i18n/en.json', 'E i18n-shape i18n/en.json'],
  ],
  [
    'a file of a language that is not named',
    ({ files }) => (files['i18n/es.json'] = { json: { a: 'b' } }),
    [],
  ],
  ['a long word', (one) => (words(one, 'ru', 'widget')['name'] = 'Автораспределитель заявок'), []],
  [
    'a longer word',
    (one) => (words(one, 'ru', 'widget')['name'] = 'Автораспределительный'),
    ['W long-word i18n/ru.json'],
  ],
])('%s', (_, spoil, found) => {
  expect(complaintsAfter(spoil).sort()).toEqual(found.sort());
});
