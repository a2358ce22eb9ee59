import { adjectiveStem, districtStem } from '../dictionary/build-index.js';
import { isHouseMark } from './house-numbers.js';
import { isInitial } from './initials.js';
import { isInsideName, keyAt, use, wordAt, type Reading } from './mention.js';

const set = (words: string) => new Set(words.split(' '));
const streets = set(
  'ул улица улице улицы проспект пер переулок пл площадь ш шоссе наб набережная бульвар аллея тупик линия тракт проспекте',
);
const quarters = set('мкр мкрн микрорайон квартал кв-л метро станция');
const buildings = set(
  'ооо оао зао пао ао_ ип тц трц трк тк тд жк бц снт днт фирма компания магазин завод отель гостиница кафе клуб стадион аэропорт школа больница вокзал театр кинотеатр фк хк_ команда арена',
);
const villages = set(
  'с село селе д дер деревня деревне пос п поселок поселке поселка пгт рп х хутор аул кп тер нп аал',
);
const cossacks = set('ст станица станице станицы');
const rounds = set('район районе района округгорода округ округе');
/** Adjectives that villages have before the name of a town. */
const ofVillages = /^(?:нов|стар|мал|больш|верхн|нижн|красн|бел|черн)/;
const towns = set('г гор город города городе гк');

/**
 * Explains the parts of an address that name no town: streets, houses, villages, districts, buildings. Their names may
 * be those of towns elsewhere. A district or a Cossack village that only one region has is a place.
 */
export function readAddress(reading: Reading): void {
  const { tokens } = reading;
  for (let at = 0; at < tokens.length; at += 1) {
    const word = wordAt(reading, at);
    if (word === null || reading.used[at]) continue;
    const isNumberNext = tokens[at + 1]?.kind === 'number';
    if (isInsideName(reading, at) || isInitial(reading, at)) continue;
    if (streets.has(word)) readStreet(reading, at);
    else if (isHouseMark(word) && isNumberNext) use(reading, at, at + 2);
    else if (cossacks.has(word)) readVillage(reading, at, reading.index.stanitsas);
    else if (villages.has(word) && !isDeclinedPlace(reading, at)) readVillage(reading, at, null);
    else if (quarters.has(word) || (word === 'м' && tokens[at]?.isShort)) readVillage(reading, at, null);
    else if (buildings.has(word)) use(reading, at, endOfPart(reading, at));
    else if (rounds.has(word)) readDistrict(reading, at);
    else if (towns.has(word)) use(reading, at, at + 1);
  }
  tokens.forEach(({ kind }, at) => {
    if (kind === 'number') use(reading, at, at + 1);
  });
}

/** «Московский проспект, 90» or «ул. Карла Маркса 5»: what belongs to the name of the street. */
function readStreet(reading: Reading, at: number): void {
  const before = wordAt(reading, at - 1);
  if (before !== null && !reading.used[at - 1] && hasAdjectiveEnding(before)) {
    const first = wordAt(reading, at - 2);
    use(
      reading,
      first !== null && hasAdjectiveEnding(first) && !isTown(reading, at - 2) ? at - 2 : at - 1,
      at + 1,
    );
    return;
  }
  let end = at + 1;
  while (reading.tokens[end]?.kind === 'number') end += 1;
  const start = end;
  while (wordAt(reading, end) !== null && (end === start || !isTown(reading, end)) && end - start < 4)
    end += 1;
  use(reading, at, end);
  // «Ленина ул.»: the name is before the mark.
  if (end === at + 1 && before !== null && !isTown(reading, at - 1)) use(reading, at - 1, at);
}

/** «с. Красный Яр»: one word, or an adjective and what it belongs to. */
function readVillage(reading: Reading, at: number, known: Reading['index']['stanitsas'] | null): void {
  const name = wordAt(reading, at + 1);
  if (name === null) {
    // «П.» may be an initial.
    if (!reading.tokens[at]?.isShort) use(reading, at, at + 1);
    return;
  }
  const own = reading.own.get(name);
  const meanings = own
    ? [own]
    : (known?.get(name) ?? reading.index.names.get(name)?.filter(({ kind }) => kind === 'quarter'));
  if (meanings && meanings.length > 0) {
    use(reading, at, at + 2);
    reading.mentions.push({ from: at, to: at + 2, meanings, certainty: 'exact', isTyped: false });
    return;
  }
  const next = wordAt(reading, at + 2);
  const isPair =
    next !== null &&
    !isMark(next) &&
    hasAdjectiveEnding(name) &&
    (ofVillages.test(name) || !isTown(reading, at + 2));
  use(reading, at, at + (isPair ? 3 : 2));
}

/** «Одинцовский г.о.», «район Хамовники». */
function readDistrict(reading: Reading, at: number): void {
  for (const length of [3, 2, 1]) {
    const key = keyAt(reading, at - length, length);
    if (key === null) continue;
    const isSubject = (reading.index.adjectives.get(adjectiveStem(key) ?? '') ?? []).some(({ types }) =>
      types.includes('округ'),
    );
    if (isSubject && wordAt(reading, at) !== 'район' && wordAt(reading, at) !== 'округгорода') return;
    const meanings = reading.index.districts.get(districtStem(key) ?? '');
    if (meanings) {
      const from = at - length;
      reading.mentions.push({ from, to: at + 1, meanings, certainty: 'exact', isTyped: false });
      use(reading, from, at + 1);
      return;
    }
  }
  const near = wordAt(reading, at - 1);
  if (near === 'автономный' || near === 'автономного' || near === 'автономном') return;
  if (near !== null && !reading.used[at - 1] && hasAdjectiveEnding(near)) {
    use(reading, at - 1, at + 1);
    return;
  }
  use(reading, at, at + 1);
}

function endOfPart(reading: Reading, at: number): number {
  let end = at + 1;
  const { tokens } = reading;
  while (end < tokens.length && (tokens[end]?.kind !== 'break' || /["«»]/.test(tokens[end]?.text ?? '')))
    end += 1;
  return end;
}

/** «с Сахалина»: a preposition before a declined name, not the mark of a village. */
function isDeclinedPlace(reading: Reading, at: number): boolean {
  if (reading.tokens[at]?.isShort) return false;
  if (wordAt(reading, at) !== 'с') return false;
  return [2, 1].some((length) => {
    const key = keyAt(reading, at + 1, length);
    return key !== null && reading.index.forms.has(key) && !reading.index.names.has(key);
  });
}

function isTown(reading: Reading, at: number): boolean {
  return [3, 2, 1].some((length) => {
    const meanings = reading.index.names.get(keyAt(reading, at, length) ?? '');
    return meanings?.some(({ kind }) => kind === 'town' || kind === 'subject') ?? false;
  });
}

function isMark(word: string): boolean {
  return isHouseMark(word) || [streets, villages, rounds, towns, quarters].some((marks) => marks.has(word));
}

function hasAdjectiveEnding(word: string): boolean {
  return /(?:ая|ой|ую|ий|ый|ое|ого|ом|ые|их|ых|ее)$/.test(word);
}
