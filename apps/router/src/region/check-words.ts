import { message, type Message } from '@hub/messages';
import type { RegionReader, RegionWord } from '@hub/regions';

/** What the deciding part needs of the dictionary: how words are compared, and what they mean without HQ's own. */
export interface KnownRegions {
  names: readonly string[];
  keyOf(word: string): string;
  read: RegionReader['read'];
}

interface WrongWord {
  path: string;
  detail: Message;
}

/**
 * Which words cannot be taken, by their field: a region that does not exist, a word without a letter, one that is there
 * twice, and one that means another region already. What only a misspelling leads to is free to be given a meaning.
 */
export function checkWords(words: readonly RegionWord[], known: KnownRegions): WrongWord[] {
  const names = new Set(known.names);
  const seen = new Map<string, string>();
  return words.flatMap(({ word, region }, at): WrongWord[] => {
    if (!names.has(region))
      return [{ path: `words.${at}.region`, detail: message('references.no-region', { region }) }];
    const path = `words.${at}.word`;
    const key = known.keyOf(word);
    if (!/\p{L}/u.test(key)) return [{ path, detail: message('references.no-word') }];
    if (seen.has(key)) return [{ path, detail: message('references.word-twice', { word }) }];
    seen.set(key, region);
    const others = otherMeanings(known, word).filter((name) => name !== region);
    const isOpen = otherMeanings(known, word).includes(region);
    if (others.length === 0 || isOpen) return [];
    return [{ path, detail: message('references.word-taken', { word, regions: others }) }];
  });
}

function otherMeanings(known: KnownRegions, word: string): string[] {
  const answer = known.read(word);
  if (answer.kind === 'ambiguous') return answer.candidates;
  return answer.kind === 'region' && answer.how !== 'fuzzy' ? [answer.region] : [];
}
