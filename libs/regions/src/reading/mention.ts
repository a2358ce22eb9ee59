import type { PlaceIndex } from '../dictionary/build-index.js';
import type { Meaning } from '../dictionary/region.js';
import type { Token } from './tokens.js';

/** How sure a name is: written as it is, in another case, shortened, by ear, or guessed from a misspelling. */
export type Certainty = 'exact' | 'short' | 'sound' | 'fuzzy';

/** A place that the text names. Several meanings: the name alone does not decide. */
export interface Mention {
  from: number;
  /** Behind its last token. */
  to: number;
  meanings: readonly Meaning[];
  certainty: Certainty;
  /** It says what it is: «Самарская область», «Республика Алтай». */
  isTyped: boolean;
}

/** How far from the written word a reading may go. */
export type Looseness = 'exact' | 'sound' | 'fuzzy';

/** The work on one text: its tokens, which of them are explained, and the places found. */
export interface Reading {
  index: PlaceIndex;
  /** Words that HQ has added, by name key. */
  own: ReadonlyMap<string, Meaning>;
  tokens: readonly Token[];
  /** Tokens that are explained: parts of an address, words beside a place, the places themselves. */
  used: boolean[];
  mentions: Mention[];
  looseness: Looseness;
}

/** The token at a place, when it is a word. */
export function wordAt({ tokens }: Reading, at: number): string | null {
  const token = tokens[at];
  return token?.kind === 'word' ? token.text : null;
}

/** Marks tokens as explained. */
export function use(reading: Reading, from: number, to: number): void {
  reading.used.fill(true, from, to);
}

/** Some words from a place on as one key; null when a break or an explained word is among them. */
export function keyAt(reading: Reading, from: number, length: number): string | null {
  const words: string[] = [];
  for (let at = from; at < from + length; at += 1) {
    const word = reading.used[at] ? null : wordAt(reading, at);
    if (word === null) return null;
    words.push(word);
  }
  return words.join(' ');
}

export const longestName = 4;

/** «Наб. Челны», «Красное Село»: the mark belongs to a name of several words. */
export function isInsideName(reading: Reading, at: number): boolean {
  const { names, forms } = reading.index;
  for (let length = longestName; length > 1; length -= 1)
    for (let from = Math.max(0, at - length + 1); from <= at; from += 1) {
      const key = keyAt(reading, from, length);
      if (key !== null && (names.has(key) || forms.has(key) || reading.own.has(key))) return true;
    }
  return false;
}
