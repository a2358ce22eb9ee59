import { describe, expect, it } from '@jest/globals';
import { RegionReader } from '@hub/regions';
import { checkWords } from './check-words.js';

const reader = new RegionReader();
const known = {
  names: RegionReader.names,
  keyOf: (word: string) => RegionReader.keyOf(word),
  read: (word: string) => reader.read(word),
};
const check = (...words: [string, string][]) =>
  checkWords(
    words.map(([word, region]) => ({ word, region })),
    known,
  ).map(({ path, detail }) => `${path} ${detail.key}`);

describe('checkWords', () => {
  it.each([
    ['a new word', 'Нерезиновая', 'Москва'],
    ['one of several meanings', 'Ростов', 'Ростовская область'],
    ['what the word means already', 'Самара', 'Самарская область'],
    ['what was a misspelling', 'Самарская губа', 'Самарская область'],
  ])('takes %s', (_, word, region) => {
    expect(check([word, region])).toEqual([]);
  });

  it('names the field of each word that cannot be taken', () => {
    expect(
      check(
        ['Нерезиновая', 'Москва'],
        ['Казань', 'Самарская область'],
        ['Киров', 'Москва'],
        ['НЕРЕЗИНОВАЯ', 'Москва'],
        ['Столица', 'Moscow'],
        ['—', 'Москва'],
      ),
    ).toEqual([
      'words.1.word references.word-taken',
      'words.2.word references.word-taken',
      'words.3.word references.word-twice',
      'words.4.region references.no-region',
      'words.5.word references.no-word',
    ]);
  });
});
