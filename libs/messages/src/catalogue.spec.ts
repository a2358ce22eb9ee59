import { describe, expect, it } from '@jest/globals';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { locales, texts } from './catalogue.js';

/** Categories a plural must spell out; a missing one would be filled in silently. */
const categories = { ru: ['one', 'few', 'many', 'other'], en: ['one', 'other'] };

function walk(elements: readonly MessageFormatElement[]): MessageFormatElement[] {
  return elements.flatMap((element) =>
    element.type === TYPE.plural || element.type === TYPE.select
      ? [element, ...Object.values(element.options).flatMap(({ value }) => walk(value))]
      : [element],
  );
}

const parsed = (locale: 'ru' | 'en', key: string) =>
  walk(parse(texts[locale].get(key) ?? '', { ignoreTag: true }));
const placeholders = (locale: 'ru' | 'en', key: string) =>
  [
    ...new Set(
      parsed(locale, key).flatMap((element) =>
        element.type === TYPE.literal || element.type === TYPE.pound
          ? []
          : [(element as { value: string }).value],
      ),
    ),
  ].sort();

describe('the catalogue', () => {
  it('has the same keys in every language', () => {
    for (const locale of locales)
      expect([...texts[locale].keys()].sort()).toEqual([...texts.ru.keys()].sort());
  });

  it.each([...texts.ru.keys()])('%s speaks of the same facts in every language', (key) => {
    expect(placeholders('en', key)).toEqual(placeholders('ru', key));
  });

  it.each(
    locales.flatMap((locale) =>
      [...texts[locale].keys()]
        .filter((key) => key.startsWith('kinds.'))
        .map((key) => [locale, key] as const),
    ),
  )(
    '%s %s has words for one object, for a list of them, and for those inside their parent',
    (locale, key) => {
      const forms = parsed(locale, key).flatMap((element) =>
        element.type === TYPE.select && element.value === 'form' ? Object.keys(element.options) : [],
      );
      expect(forms.sort()).toEqual(['inside', 'list', 'other']);
    },
  );

  it.each(locales.flatMap((locale) => [...texts[locale].keys()].map((key) => [locale, key] as const)))(
    '%s %s spells out every plural category',
    (locale, key) => {
      for (const element of parsed(locale, key)) {
        if (element.type !== TYPE.plural || element.pluralType !== 'cardinal') continue;
        const said = Object.keys(element.options).filter((name) => !name.startsWith('='));
        expect(said.sort()).toEqual([...categories[locale]].sort());
      }
    },
  );
});
