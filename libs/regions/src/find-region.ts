import { withCyrillicLetters, cleanText } from './clean-text.js';
import { nameKey, type PlaceIndex } from './dictionary/build-index.js';
import type { Area } from './area.js';
import { townOf } from './dictionary/each-place.js';
import type { Meaning } from './dictionary/region.js';
import { readLatin, swapLayout } from './foreign-letters.js';
import { decidePlace, type Place } from './reading/decide-place.js';
import type { Looseness, Reading } from './reading/mention.js';
import { readAddress } from './reading/read-address.js';
import { readBareAdjectives, readMisspelt, readNames } from './reading/read-names.js';
import { readLinkedSubjects } from './reading/read-linked-subjects.js';
import { readSubjects } from './reading/read-subjects.js';
import { withoutTimeZones } from './reading/time-zones.js';
import { tokenize } from './reading/tokens.js';

/** How a region was recognised. `fuzzy`: from a misspelling; `phone`: from the code of a number. */
export type RegionHow = 'word' | 'exact' | 'city' | 'abbreviation' | 'latin' | 'layout' | 'fuzzy' | 'phone';

/**
 * Which region a text means. `town`: the one town that was named, by its official name. `areas`: the narrowest that the text
 * names, more than one where it names several places of the region.
 */
export type RegionAnswer =
  | { kind: 'region'; region: string; town: string | null; areas: readonly Area[]; how: RegionHow }
  | { kind: 'ambiguous'; candidates: string[] }
  | { kind: 'unknown' };

/** Words of HQ's own by name key, as `ownWords` makes them. */
export type OwnWords = ReadonlyMap<string, Meaning>;

const longestText = 300;

/** Which region a text means. What more than one region may be meant by is ambiguous, never a guess. */
export function findRegion(index: PlaceIndex, own: OwnWords, text: string): RegionAnswer {
  const whole = own.get(nameKey(text));
  if (whole) return asAnswer(index, whole.region, [whole], 'word');
  if (text.length > longestText) return { kind: 'unknown' };
  const clean = withoutTimeZones(joinSpaced(cleanText(text)));
  if (!/[a-z]/.test(clean)) {
    const place = read(index, own, clean, 'fuzzy');
    return place.kind === 'unknown' ? readTypedLatin(index, own, clean) : answer(index, place);
  }
  return oneOf([
    answer(index, read(index, own, readLatin(clean) ?? clean, 'sound'), 'latin'),
    ...[true, false].map((keepsEnds) =>
      answer(index, read(index, own, swapLayout(clean, keepsEnds), 'exact'), 'layout'),
    ),
    answer(index, read(index, own, seemsCyrillic(clean), 'exact')),
  ]);
}

/**
 * HQ's own words, ready to be looked up. A word that the dictionary knows in that region, if not only there, is what it is
 * there; any other one is a place in the region, because nobody has said that it is the whole of it.
 */
export function ownWords(index: PlaceIndex, words: readonly { word: string; region: string }[]): OwnWords {
  return new Map(
    words.map(({ word, region }) => {
      const { town, part } = knownArea(index, word, region) ?? townOf(region, word);
      return [nameKey(word), { region, town, part, place: word, kind: 'own' }];
    }),
  );
}

function knownArea(index: PlaceIndex, word: string, region: string): Area | null {
  const read = findRegion(index, new Map(), word);
  const isSure = read.kind === 'region' && read.how !== 'fuzzy';
  const areas = isSure ? read.areas : (index.names.get(nameKey(word)) ?? []);
  const [area, ...others] = areas.filter((one) => one.region === region);
  return others.length === 0 ? (area ?? null) : null;
}

/** «Лфяфт»: an English word in the Russian layout. */
function readTypedLatin(index: PlaceIndex, own: OwnWords, clean: string): RegionAnswer {
  const swapped = swapLayout(clean.trim());
  const latin = /^[a-z]{5}[a-z\s-]*$/.test(swapped) ? readLatin(swapped) : null;
  return latin === null ? { kind: 'unknown' } : answer(index, read(index, own, latin, 'sound'), 'layout');
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
  // Again, because «+2 Moscow» and «vcr+2» are zones only in the letters of this reading.
  const tokens = tokenize(withoutTimeZones(clean));
  const reading: Reading = { index, own, tokens, used: tokens.map(() => false), mentions: [], looseness };
  for (const step of [
    readAddress,
    readSubjects,
    readLinkedSubjects,
    readNames,
    readBareAdjectives,
    readMisspelt,
  ])
    step(reading);
  return decidePlace(reading);
}

function answer(index: PlaceIndex, place: Place, as?: RegionHow): RegionAnswer {
  if (place.kind !== 'region') return place;
  const { region, areas, certainty, isOwn, isSubject } = place;
  const found = isOwn
    ? 'word'
    : certainty === 'short'
      ? 'abbreviation'
      : certainty === 'fuzzy'
        ? 'fuzzy'
        : isSubject
          ? 'exact'
          : 'city';
  return asAnswer(index, region, areas, as ?? found);
}

function asAnswer(
  { regions }: PlaceIndex,
  region: string,
  places: readonly Area[],
  how: RegionHow,
): RegionAnswer {
  const areas = places.map(({ town, part }) => ({ region, town, part }));
  const city = regions.get(region)?.type === 'город' ? region : null;
  const towns = new Set(areas.map(({ town }) => town ?? city));
  const [town] = towns.size === 1 ? towns : [null];
  return { kind: 'region', region, town: town ?? null, areas, how };
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
