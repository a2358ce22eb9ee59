import { isWhole } from '../area.js';
import { adjectiveStem, type Adjective } from '../dictionary/build-index.js';
import { findBySound } from '../dictionary/fuzzy-names.js';
import type { Meaning, RegionType } from '../dictionary/region.js';
import { noiseWords } from '../data/words.js';
import { countEdits, soundKey } from '../sound-key.js';
import { keyAt, longestName, use, wordAt, type Certainty, type Reading } from './mention.js';

const types: Readonly<Record<RegionType, RegExp>> = {
  область: /^(?:обл|област(?:ь|и|ью)|област|губерни(?:я|и|ю|ей))$/,
  край: /^(?:кр|край|края|краю|краем|крае)$/,
  республика: /^(?:респ?|республик(?:а|и|е|у|ой))$/,
  округ: /^(?:окр|округ|округа|округу|округом|округе|ао)$/,
  город: /^$/,
};
const noise = new Set(noiseWords.split(/\s+/));

/** Which type of region a word names, or null. */
export function typeOf(word: string | null): RegionType | null {
  if (word === null) return null;
  for (const [type, pattern] of Object.entries(types)) if (pattern.test(word)) return type as RegionType;
  return null;
}

/**
 * Which type of region the word at a place names, or null. «Р.» is a republic only right before the name of one, and not behind
 * a number or a name: else it is roubles, a river or an initial.
 */
export function typeAt(reading: Reading, at: number): RegionType | null {
  const word = wordAt(reading, at);
  if (word !== 'р' || !reading.tokens[at]?.isShort) return typeOf(word);
  const before = reading.tokens[at - 1];
  const isApart = before === undefined || before.kind === 'break' || noise.has(before.text);
  return isApart && isRepublicAt(reading, at + 1) ? 'республика' : null;
}

/** Whether the longest name that begins here is one of a republic, whatever else it may mean. */
function isRepublicAt({ index, tokens }: Reading, at: number): boolean {
  for (let length = longestName; length > 0; length -= 1) {
    const words = tokens.slice(at, at + length);
    if (words.length < length || words.some(({ kind }) => kind !== 'word')) continue;
    const key = words.map(({ text }) => text).join(' ');
    const meanings = [...(index.names.get(key) ?? []), ...(index.forms.get(key) ?? [])];
    if (meanings.length > 0)
      return meanings.some((one) => isWhole(one) && index.regions.get(one.region)?.type === 'республика');
  }
  return false;
}

/** Finds «Самарская обл.», «край Пермский», «Моск. обл.», «Ставрапольский край»: an adjective beside the type. */
export function readSubjects(reading: Reading): void {
  for (let at = 0; at < reading.tokens.length; at += 1) {
    const type = reading.used[at] ? null : typeAt(reading, at);
    if (type === null) continue;
    const isAutonomous = /^автономн/.test(wordAt(reading, at - 1) ?? '');
    const before = isAutonomous ? at - 1 : at;
    if (wordAt(reading, at) === 'ао' && wordAt(reading, at - 1) === null) continue;
    const places = [
      [before - 3, before, at + 1],
      [before - 2, before, at + 1],
      [before - 1, before, at + 1],
      [at + 1, at + 2, at + 2],
      [at + 1, at + 3, at + 3],
    ] as const;
    for (const read of [readAdjective, readTownAdjective, readStart, readMisspelt])
      if (
        places.some(([from, to]) => apply(reading, { from, to, at, before }, read(reading, from, to, type)))
      )
        break;
  }
}

interface Found {
  meanings: Meaning[];
  certainty: Certainty;
}

function apply(
  reading: Reading,
  { from, to, at, before }: { from: number; to: number; at: number; before: number },
  found: Found | null,
): boolean {
  if (!found) return false;
  const span = { from: Math.min(from, before), to: Math.max(to, at + 1) };
  use(reading, span.from, span.to);
  reading.mentions.push({ ...span, ...found, isTyped: true });
  return true;
}

function readAdjective(reading: Reading, from: number, to: number, type: RegionType): Found | null {
  const key = keyAt(reading, from, to - from);
  const stem = key === null ? null : adjectiveStem(key);
  const found = (reading.index.adjectives.get(stem ?? '') ?? []).filter(({ types }) => types.includes(type));
  return found.length > 0 ? { meanings: found.map(asSubject), certainty: 'exact' } : null;
}

/** «Магнитогорская обл.»: no such oblast, but one town that it can be called after. */
function readTownAdjective(reading: Reading, from: number, to: number, type: RegionType): Found | null {
  const stem = type === 'область' ? adjectiveStem(keyAt(reading, from, to - from) ?? '') : null;
  const meanings = reading.index.townAdjectives.get(stem ?? '');
  return meanings ? { meanings: [...meanings], certainty: 'exact' } : null;
}

/** «Моск. обл.», «Красн. край», «Perm Krai»: the beginning of an adjective, or of a republic's name. */
function readStart(reading: Reading, from: number, to: number, type: RegionType): Found | null {
  const key = keyAt(reading, from, to - from);
  if (key === null || key.length < 3 || key.includes(' ') || noise.has(key)) return null;
  if (isNamed(reading, key) && !(reading.looseness === 'sound' && isStartOfOne(reading, key, type)))
    return null;
  // «Nizhny Novgorod Oblast»: the end of a longer name.
  const first = wordAt(reading, from - 1);
  if (first !== null && findBySound(reading.index.fuzzy, first + key).length > 0) return null;
  const found = startingWith(reading, key, type);
  const russian = found.filter(({ region }) => reading.index.regions.get(region)?.country === 'RU');
  const meanings = russian.length > 0 ? russian : found;
  return meanings.length > 0
    ? { meanings, certainty: reading.looseness === 'sound' ? 'sound' : 'short' }
    : null;
}

function isNamed({ index, own }: Reading, key: string): boolean {
  return index.names.has(key) || index.forms.has(key) || own.has(key);
}

function isStartOfOne(reading: Reading, key: string, type: RegionType): boolean {
  return startingWith(reading, key, type).length === 1;
}

function startingWith({ index }: Reading, key: string, type: RegionType): Meaning[] {
  const found: Meaning[] = [];
  for (const [stem, adjectives] of index.adjectives)
    if (stem.startsWith(key))
      found.push(...adjectives.filter(({ types, isOwn }) => isOwn && types.includes(type)).map(asSubject));
  if (type === 'республика')
    for (const [name, meanings] of index.names)
      if (name.startsWith(key))
        found.push(
          ...meanings.filter((one) => one.kind === 'subject' && index.regions.get(one.region)?.type === type),
        );
  return found.filter((one, at) => found.findIndex(({ region }) => region === one.region) === at);
}

/** The nearest adjective of this type; only when no other one is as near. */
function readMisspelt(reading: Reading, from: number, to: number, type: RegionType): Found | null {
  const key = reading.looseness === 'exact' ? null : keyAt(reading, from, to - from);
  if (key === null || key.length < 8 || isNamed(reading, key)) return null;
  const stem = adjectiveStem(key) ?? key.replace(/(?:ск|цк)\p{L}{1,2}$/u, (end) => end.slice(0, 2));
  const sound = soundKey(stem);
  let best = 3;
  let found: Meaning[] = [];
  for (const [other, adjectives] of reading.index.adjectives) {
    const fitting = adjectives.filter(({ types, isOwn }) => isOwn && types.includes(type));
    if (fitting.length === 0) continue;
    const edits = countEdits(sound, soundKey(other), 2);
    if (edits > (stem[0] === other[0] ? 1 : 0) || edits > best) continue;
    if (edits < best) found = [];
    best = edits;
    found.push(...fitting.map(asSubject));
  }
  return found.length > 0
    ? { meanings: found, certainty: reading.looseness === 'sound' ? 'sound' : 'fuzzy' }
    : null;
}

/** The whole region that an adjective means. */
export function asSubject({ area }: Adjective): Meaning {
  return { ...area, place: area.region, kind: 'subject' };
}
