import { withCyrillicLetters, cleanText } from './clean-text.js';
import { nameKey, type PlaceIndex } from './dictionary/build-index.js';
import type { Meaning } from './dictionary/region.js';
import { readLatin, swapLayout } from './foreign-letters.js';
import { decidePlace, type Place } from './reading/decide-place.js';
import type { Looseness, Reading } from './reading/mention.js';
import { readAddress } from './reading/read-address.js';
import { readBareAdjectives, readMisspelt, readNames } from './reading/read-names.js';
import { readSubjects } from './reading/read-subjects.js';
import { tokenize } from './reading/tokens.js';

/** How a region was recognised. `fuzzy`: from a misspelling; `phone`: from the code of a number. */
export type RegionHow = 'word' | 'exact' | 'city' | 'abbreviation' | 'latin' | 'layout' | 'fuzzy' | 'phone';

/** Which region a text means. `town`: the one town that was named. */
export type RegionAnswer =
  | { kind: 'region'; region: string; town: string | null; how: RegionHow }
  | { kind: 'ambiguous'; candidates: string[] }
  | { kind: 'unknown' };

/** Words of HQ's own by name key, as `ownWords` makes them. */
export type OwnWords = ReadonlyMap<string, Meaning>;

const longestText = 300;

/** Which region a text means. What more than one region may be meant by is ambiguous, never a guess. */
export function findRegion(index: PlaceIndex, own: OwnWords, text: string): RegionAnswer {
  const whole = own.get(nameKey(text));
  if (whole) return { kind: 'region', region: whole.region, town: null, how: 'word' };
  if (text.length > longestText) return { kind: 'unknown' };
  const clean = joinSpaced(cleanText(text));
  if (!/[a-z]/.test(clean)) {
    const place = read(index, own, clean, 'fuzzy');
    return place.kind === 'unknown' ? readTypedLatin(index, own, clean) : answer(place);
  }
  return oneOf([
    answer(read(index, own, readLatin(clean) ?? clean, 'sound'), 'latin'),
    ...[true, false].map((keepsEnds) =>
      answer(read(index, own, swapLayout(clean, keepsEnds), 'exact'), 'layout'),
    ),
    answer(read(index, own, seemsCyrillic(clean), 'exact')),
  ]);
}

/** HQ's own words, ready to be looked up. */
export function ownWords(words: readonly { word: string; region: string }[]): OwnWords {
  return new Map(words.map(({ word, region }) => [nameKey(word), { region, place: word, kind: 'own' }]));
}

/** «Лфяфт»: an English word in the Russian layout. */
function readTypedLatin(index: PlaceIndex, own: OwnWords, clean: string): RegionAnswer {
  const swapped = swapLayout(clean.trim());
  const latin = /^[a-z]{5}[a-z\s-]*$/.test(swapped) ? readLatin(swapped) : null;
  return latin === null ? { kind: 'unknown' } : answer(read(index, own, latin, 'sound'), 'layout');
}

/** «с а м а р а». */
function joinSpaced(clean: string): string {
  return /^\s*\p{L}(?: \p{L}){3,}\s*$/u.test(clean) ? clean.replaceAll(' ', '') : clean;
}

function seemsCyrillic(clean: string): string {
  return clean.replace(/[a-z\d]{3,}/g, (word) =>
    word === 'phd' ? word : (withCyrillicLetters(word) ?? word),
  );
}

function read(index: PlaceIndex, own: OwnWords, clean: string, looseness: Looseness): Place {
  const tokens = tokenize(clean);
  const reading: Reading = { index, own, tokens, used: tokens.map(() => false), mentions: [], looseness };
  for (const step of [readAddress, readSubjects, readNames, readBareAdjectives, readMisspelt]) step(reading);
  return decidePlace(reading);
}

function answer(place: Place, as?: RegionHow): RegionAnswer {
  if (place.kind !== 'region') return place;
  const { region, town, certainty, isOwn, isSubject } = place;
  const found = isOwn
    ? 'word'
    : certainty === 'short'
      ? 'abbreviation'
      : certainty === 'fuzzy'
        ? 'fuzzy'
        : isSubject
          ? 'exact'
          : 'city';
  return { kind: 'region', region, town, how: as ?? found };
}

/** Several readings of one text: the only region among them, or all that may be meant. */
function oneOf(answers: readonly RegionAnswer[]): RegionAnswer {
  const regions = answers.filter((one) => one.kind === 'region');
  const [first] = regions;
  if (first && regions.every(({ region }) => region === first.region)) return first;
  const candidates = answers.flatMap((one) =>
    one.kind === 'region' ? [one.region] : one.kind === 'ambiguous' ? one.candidates : [],
  );
  return candidates.length > 0
    ? { kind: 'ambiguous', candidates: [...new Set(candidates)] }
    : { kind: 'unknown' };
}
