import { isWhole, type Area } from '../area.js';
import { adjectiveStem } from '../dictionary/build-index.js';
import type { Meaning } from '../dictionary/region.js';
import { findBySound, findMisspelt } from '../dictionary/fuzzy-names.js';
import { townLikeWords } from '../data/town-like-words.js';
import { nearWords, noiseWords, ordinaryWords, prepositions } from '../data/words.js';
import { isStreet } from './house-numbers.js';
import { isInitial } from './initials.js';
import { keyAt, longestName, use, wordAt, type Certainty, type Reading } from './mention.js';
import { typeOf } from './read-subjects.js';

const set = (words: string) => new Set(words.split(/\s+/));
const [noise, before] = [set(noiseWords), set(`${prepositions} ${nearWords}`)];
const ordinary = set(`${ordinaryWords} ${townLikeWords}`);
/** Towns whose genitive is no person's or street's. */
const namesake = /^(?:псков|саратов|тамбов|серпухов|азов)/;
const personal = /^(?:владимир|артем|маркс|энгельс|торез|любим|серафимович)/;
/** Adjectives are streets and districts; only a town that is one itself is misspelt so. */
const adjective = /(?:ск|цк)(?:ая|ое|ой|ого|ому|ую|им|ом|ие|их)$/;
const endings: readonly (readonly [RegExp, readonly string[]])[] = [
  [/а$/, ['', 'о']],
  [/е$/, ['', 'а', 'о', 'ь']],
  [/у$/, ['', 'а']],
  [/и$/, ['ь', 'а', 'я']],
  [/ы$/, ['а']],
  [/ом$/, ['', 'о']],
  [/ой$/, ['а']],
  [/ью$/, ['ь']],
  [/я$/, ['ь']],
];
/** «В Борисовке» is said of «Борисовка», never of «Борисовк» or «Борисовкь». */
const noNominative = /[бвгджзклмнпртфхчшщ]к$|[гкх]ь$/;

/** Finds names that are written as they are, or declined. The longest name wins. */
export function readNames(reading: Reading): void {
  for (let at = 0; at < reading.tokens.length; at += 1) {
    if (isTypeOfOkrug(reading, at)) use(reading, at, at + 1);
    for (let length = longestName; length > 0; length -= 1) {
      const found = findName(reading, at, length);
      if (!found) continue;
      use(reading, at, at + length);
      reading.mentions.push({ from: at, to: at + length, ...found, isTyped: false });
      break;
    }
  }
}

/** «Ханты-Мансийский Автономный округ - Югра АО»: the type again, beside the name of an okrug. */
function isTypeOfOkrug(reading: Reading, at: number): boolean {
  const { regions } = reading.index;
  return (
    wordAt(reading, at) === 'ао' &&
    reading.mentions.some(
      ({ from, to, meanings }) =>
        (to === at || from === at + 1) &&
        meanings.every((one) => isWhole(one) && regions.get(one.region)?.type === 'округ'),
    )
  );
}

function findName(
  reading: Reading,
  at: number,
  length: number,
): { meanings: readonly Meaning[]; certainty: Certainty } | null {
  const { index, own } = reading;
  const key = keyAt(reading, at, length);
  if (key === null || (reading.tokens.length > 1 && (before.has(key) || noise.has(key)))) return null;
  const ownMeaning = own.get(key);
  if (ownMeaning) return { meanings: [ownMeaning], certainty: 'exact' };
  const named = index.names.get(key) ?? [];
  const isBehind = before.has(wordAt(reading, at - 1) ?? '');
  const forms = isBehind || isDeclinable(key) ? (index.forms.get(key) ?? []) : [];
  const meanings = isBehind ? unite(named, forms) : named.length > 0 ? named : forms;
  if (meanings.length === 0) return null;
  const isShort = meanings.every(({ kind }) => kind === 'short');
  return { meanings, certainty: isShort ? 'short' : 'exact' };
}

/** «Казани» without a preposition is a town; «Кирова» is rather a street or a person. */
function isDeclinable(key: string): boolean {
  return (
    key.includes(' ') ||
    namesake.test(key) ||
    !(/(?:[оеи]в|[иы]н)(?:а|у|ым|ом|е)$|(?:ого|ому|ов)$/.test(key) || personal.test(key))
  );
}

function unite(some: readonly Meaning[], others: readonly Meaning[]): readonly Meaning[] {
  return [
    ...some,
    ...others.filter(
      ({ region, place }) => !some.some((one) => one.region === region && one.place === place),
    ),
  ];
}

/**
 * Finds the oblast that a bare «Московская» means, and that of «Киров Калужской». With a house number it is a street, which
 * no place is.
 */
export function readBareAdjectives(reading: Reading): void {
  for (let at = 0; at < reading.tokens.length; at += 1)
    for (const length of [2, 1]) {
      const oblasts = bareOblasts(reading, at, length);
      if (oblasts.length === 0) continue;
      if (isStreet(reading, at, at + length)) use(reading, at, at + length);
      else if (length > 1 || reading.tokens.every((_, other) => other === at || isBeside(reading, other)))
        reading.mentions.push({
          ...{ from: at, to: at + length, certainty: 'exact', isTyped: false },
          meanings: oblasts.map((area) => ({ ...area, place: area.region, kind: 'subject' })),
        });
      else continue;
      use(reading, at, at + length);
      break;
    }
}

function bareOblasts(reading: Reading, at: number, length: number): Area[] {
  const key = keyAt(reading, at, length);
  const stem = key !== null && /(?:ая|ой)$/.test(key) ? adjectiveStem(key) : null;
  const oblasts = (reading.index.adjectives.get(stem ?? '') ?? []).flatMap(({ types, isOwn, area }) =>
    isOwn && types.includes('область') ? [area] : [],
  );
  if (key?.endsWith('ая')) return oblasts;
  const before = reading.mentions.find(({ to }) => to === at)?.meanings ?? [];
  return oblasts.filter(({ region }) => before.some((one) => one.region === region && one.kind === 'town'));
}

/** What may be beside a bare adjective: what is explained, a break, a village. */
function isBeside(reading: Reading, at: number): boolean {
  const word = wordAt(reading, at);
  return reading.used[at] === true || word === null || reading.index.villages.has(word);
}

/** Finds misspelt names: of the words that nothing explains, and of names of several words with such a word in them. */
export function readMisspelt(reading: Reading): void {
  if (reading.looseness === 'exact') return;
  for (let length = longestName; length > 0; length -= 1)
    for (let at = 0; at + length <= reading.tokens.length; at += 1) {
      const words = Array.from({ length }, (_, place) => wordAt(reading, at + place));
      if (isInitial(reading, at + length - 1)) continue;
      if (words.includes(null) || !words.some((_, place) => isOpen(reading, at + place))) continue;
      if (words.some((word, place) => !isOpen(reading, at + place) && !isNamePart(reading, at + place, word)))
        continue;
      if (isOtherPlace(reading, words.join(' '))) continue;
      const meanings = guess(reading, words.join(''), before.has(wordAt(reading, at - 1) ?? ''));
      if (meanings.length === 0) continue;
      reading.mentions = reading.mentions.filter(({ from, to }) => to <= at || from >= at + length);
      reading.mentions.push({
        ...{ from: at, to: at + length, meanings, isTyped: false },
        certainty: reading.looseness === 'sound' ? 'sound' : 'fuzzy',
      });
      use(reading, at, at + length);
    }
}

function guess({ index, looseness }: Reading, letters: string, isBehind: boolean): Meaning[] {
  const find = looseness === 'sound' ? findBySound : findMisspelt;
  const found = find(index.fuzzy, letters);
  if (found.length > 0 || !isBehind) return found;
  const nominatives = endings.flatMap(([ending, others]) =>
    ending.test(letters) ? others.map((other) => letters.replace(ending, other)) : [],
  );
  return nominatives.flatMap((word) =>
    index.names.has(word) || noNominative.test(word) ? [] : find(index.fuzzy, word),
  );
}

/** Whether a word may be a misspelt name: nothing explains it, and it is no word of its own. */
function isOpen(reading: Reading, at: number): boolean {
  const word = wordAt(reading, at);
  if (word === null || reading.used[at] || noise.has(word) || ordinary.has(word)) return false;
  if (reading.index.parts.has(word) || isOtherPlace(reading, word)) return false;
  return typeOf(word) === null && !adjective.test(word) && !reading.index.forms.has(word);
}

function isOtherPlace({ index }: Reading, words: string): boolean {
  return index.villages.has(words) || index.foreignTowns.has(words);
}

/** A word of a name that was taken for a shorter name, or a small word inside a name. */
function isNamePart(reading: Reading, at: number, word: string | null): boolean {
  if (word === 'на') return true;
  if (reading.mentions.some(({ from, to, isTyped }) => from <= at && at < to && !isTyped)) return true;
  return !reading.used[at] && !noise.has(word ?? '');
}
