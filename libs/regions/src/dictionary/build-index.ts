import { abroad, russia, type SubjectData } from '../data/subjects.js';
import { isSameArea, wholeOf, type Area } from '../area.js';
import { shortTowns, spokenTowns, unclearParts, unclearRegions, unclearTowns } from '../data/spoken.js';
import {
  districts,
  elsewhere,
  oblastsElsewhere,
  quarters,
  settlements,
  stanitsas,
  townDistricts,
} from '../data/districts.js';
import { foreignTowns, villages } from '../data/other-places.js';
import { townsAbroad } from '../data/towns-abroad.js';
import { townsEast } from '../data/towns-east.js';
import { townsWest } from '../data/towns-west.js';
import { cleanText } from '../clean-text.js';
import { caseForms } from './case-forms.js';
import { eachName, eachPart, eachPlace, partOf, split, townOf } from './each-place.js';
import { townAdjectives } from './town-adjectives.js';
import { addFuzzyName, type FuzzyIndex } from './fuzzy-names.js';
import type { Country, Meaning, Region, RegionType } from './region.js';

/** An adjective before «область» and the like. `isOwn`: it is in the region's name. */
export interface Adjective {
  area: Area;
  types: readonly RegionType[];
  isOwn: boolean;
}

/** All that is known of places, by clean text: words in small letters with one space between them. */
export interface PlaceIndex {
  regions: ReadonlyMap<string, Region>;
  /** Names as they are, and in other cases. */
  names: ReadonlyMap<string, readonly Meaning[]>;
  forms: ReadonlyMap<string, readonly Meaning[]>;
  /** By the adjective without its ending. */
  adjectives: ReadonlyMap<string, readonly Adjective[]>;
  /** What «Магнитогорская область» may mean: towns by the adjective that they would give. */
  townAdjectives: ReadonlyMap<string, readonly Meaning[]>;
  /** Words of longer names: no misspelling of another one. */
  parts: ReadonlySet<string>;
  districts: ReadonlyMap<string, readonly Meaning[]>;
  stanitsas: ReadonlyMap<string, readonly Meaning[]>;
  /** Places that no region is read from, in all cases: no misspelling of a town. */
  villages: ReadonlySet<string>;
  foreignTowns: ReadonlySet<string>;
  fuzzy: FuzzyIndex;
}

/** A name as it is looked up: clean, with one space for everything between the words. */
export function nameKey(text: string): string {
  return (cleanText(text).match(/[\p{L}\d]+/gu) ?? []).join(' ');
}

/** An adjective without its ending, or null when the word is none. */
export function adjectiveStem(words: string): string | null {
  return /^(.*(?:ск|цк|шск|ьн|нн|дн))(?:ая|ой|ую|ии|ий|ый|ого|ому|им|ым|ом|ое|ы|и)$/.exec(words)?.[1] ?? null;
}

/** The adjective of a district without its ending, or null: «Курортный» is one, too. */
export function districtStem(words: string): string | null {
  return adjectiveStem(words) ?? /^(.+)(?:ый|ого|ому|ым|ом)$/.exec(words)?.[1] ?? null;
}

/** Builds the index of all places; takes a tenth of a second, once. */
export function buildIndex(): PlaceIndex {
  const names = new Map<string, Meaning[]>();
  const regions = new Map<string, Region>();
  const adjectives = new Map<string, Adjective[]>();
  for (const [country, data] of allSubjects()) {
    const region = regionOf(data, country);
    regions.set(region.name, region);
    addSubject(names, adjectives, region, data);
  }
  const add = (kind: Meaning['kind']) => (area: Area, place: string) =>
    put(names, nameKey(place), { ...area, place, kind });
  for (const towns of [townsWest, townsEast, townsAbroad]) eachPlace(towns, add('town'));
  eachName(spokenTowns, add('town'));
  addNamesakes(names);
  eachPart(quarters, add('quarter'));
  eachPlace(settlements, add('quarter'));
  eachName(shortTowns, add('short'));
  for (const place of split(elsewhere)) add('elsewhere')(wholeOf(`? ${place}`), place);
  addUnclear(names, unclearRegions, 'unclear', wholeOf);
  addUnclear(names, unclearParts, 'unclear', townOf);
  addUnclear(names, unclearTowns, 'town', townOf);
  joinWords(names);
  return {
    regions,
    names,
    forms: declined(names),
    adjectives,
    townAdjectives: adjectivesOfTowns(names),
    parts: new Set([...names.keys()].filter((key) => key.includes(' ')).flatMap((key) => key.split(' '))),
    districts: districtsByStem(),
    stanitsas: listed((add) => eachPlace(stanitsas, (area, place) => add(nameKey(place), area, place))),
    villages: inAllCases(villages),
    foreignTowns: inAllCases(foreignTowns),
    fuzzy: fuzzyNames(names, regions),
  };
}

function allSubjects(): [Country, SubjectData][] {
  const neighbours = Object.entries(abroad).flatMap(([country, list]) =>
    list.map((data) => [country as Country, data] as [Country, SubjectData]),
  );
  return [...russia.map((data) => ['RU', data] as [Country, SubjectData]), ...neighbours];
}

function regionOf({ name, capital, within }: SubjectData, country: Country): Region {
  const type = (/област|край|республика|округ/i.exec(name)?.[0].toLowerCase() ?? 'город').replace(
    /област$/,
    'область',
  );
  return { name, type: type as RegionType, country, capital: capital ?? null, within: within ?? null };
}

function addSubject(
  names: Map<string, Meaning[]>,
  adjectives: Map<string, Adjective[]>,
  { name, type }: Region,
  { words = '', short = '', adjectives: others = '', okrugs = '' }: SubjectData,
): void {
  const area = wholeOf(name);
  for (const text of [name, ...split(words)])
    put(names, nameKey(text), { ...area, place: name, kind: 'subject' });
  for (const text of split(short)) put(names, nameKey(text), { ...area, place: name, kind: 'short' });
  const own = adjectiveStem(nameKey(name.replace(/ (область|край|Республика|автономн.*|Народная.*)$/, '')));
  if (own !== null && type !== 'город') putAdjective(adjectives, own, { area, types: [type], isOwn: true });
  const add = (text: string, part: Area, types: readonly RegionType[]) => {
    const stem = adjectiveStem(nameKey(text));
    if (stem !== null) putAdjective(adjectives, stem, { area: part, types, isOwn: false });
  };
  for (const text of split(others)) add(text, area, ['область', 'край', 'республика']);
  for (const text of split(okrugs)) add(text, townOf(name, `${text} округ`), ['округ']);
}

/** Takes the place of what the name meant before. The region '' among the meanings: there may be others. */
function addUnclear(
  names: Map<string, Meaning[]>,
  words: Readonly<Record<string, string>>,
  kind: Meaning['kind'],
  areaOf: (region: string, word: string) => Area,
): void {
  for (const [word, list] of Object.entries(words)) {
    const areas = split(list).map((entry): Area => {
      const [region = '', town, part] = entry.split(': ');
      return town === undefined ? areaOf(region, word) : partOf(region, town, part ?? null);
    });
    names.set(
      nameKey(word),
      [...areas, wholeOf('')].map((area) => ({ ...area, place: word, kind })),
    );
  }
}

/** «Каменск» may be short for «Каменск-Уральский»: a town that is called so itself is no longer the only one. */
function addNamesakes(names: Map<string, Meaning[]>): void {
  for (const meanings of [...names.values()])
    for (const meaning of meanings) {
      const [first, ...rest] = (meaning.town ?? '').split('-');
      if (meaning.kind !== 'town' || rest.length === 0) continue;
      const namesakes = names.get(nameKey(first ?? '')) ?? [];
      if (namesakes.some(({ kind }) => kind === 'town')) put(names, nameKey(first ?? ''), meaning);
    }
}

function adjectivesOfTowns(names: ReadonlyMap<string, readonly Meaning[]>): Map<string, Meaning[]> {
  const found = new Map<string, Meaning[]>();
  for (const [key, meanings] of names)
    for (const stem of townAdjectives(key))
      for (const meaning of meanings) if (meaning.kind === 'town') put(found, stem, meaning);
  for (const place of split(oblastsElsewhere))
    found.set(adjectiveStem(nameKey(place)) ?? '', [{ ...wholeOf(`? ${place}`), place, kind: 'elsewhere' }]);
  return found;
}

/** «Йошкарола»: names of several words are also written as one. */
function joinWords(names: Map<string, Meaning[]>): void {
  for (const [key, meanings] of [...names])
    if (key.includes(' ') && !names.has(key.replaceAll(' ', '')) && key.length > 7)
      names.set(key.replaceAll(' ', ''), meanings);
}

function declined(names: ReadonlyMap<string, readonly Meaning[]>): Map<string, Meaning[]> {
  const forms = new Map<string, Meaning[]>();
  for (const [key, meanings] of names)
    for (const meaning of meanings)
      if (meaning.kind !== 'short' && (meaning.kind !== 'unclear' || key.length > 3))
        for (const form of caseForms(key)) put(forms, form, meaning);
  return forms;
}

function inAllCases(list: string): Set<string> {
  return new Set(
    split(list)
      .map(nameKey)
      .flatMap((key) => [key, ...caseForms(key)]),
  );
}

function fuzzyNames(
  names: ReadonlyMap<string, readonly Meaning[]>,
  regions: ReadonlyMap<string, Region>,
): FuzzyIndex {
  const index: FuzzyIndex = { names: [], near: new Map() };
  for (const [key, meanings] of names) {
    const known = meanings.filter(({ kind }) => kind !== 'short' && kind !== 'quarter');
    if (known.length > 0 && key.length > 3) {
      const isAbroad = known.every(({ region }) => regions.get(region)?.country !== 'RU');
      addFuzzyName(index, key, known, isAbroad);
    }
  }
  return index;
}

/** By the adjective: of towns, and those around towns, which are places of their own. */
function districtsByStem(): Map<string, Meaning[]> {
  const stemOf = (place: string) => districtStem(nameKey(place)) ?? nameKey(place);
  return listed((add) => {
    eachPart(townDistricts, (area, place) => add(stemOf(place), area, place));
    eachPlace(districts, ({ region }, place) => add(stemOf(place), townOf(region, `${place} район`), place));
  });
}

function listed(
  fill: (add: (key: string, area: Area, place: string) => void) => void,
): Map<string, Meaning[]> {
  const map = new Map<string, Meaning[]>();
  fill((key, area, place) => put(map, key, { ...area, place, kind: 'quarter' }));
  return map;
}

function put(map: Map<string, Meaning[]>, key: string, meaning: Meaning): void {
  const known = map.get(key) ?? [];
  if (!known.some((one) => isSameArea(one, meaning) && one.kind === meaning.kind))
    map.set(key, [...known, meaning]);
}

function putAdjective(map: Map<string, Adjective[]>, stem: string, adjective: Adjective): void {
  map.set(stem, [...(map.get(stem) ?? []), adjective]);
}
