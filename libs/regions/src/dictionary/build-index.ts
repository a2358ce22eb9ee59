import { abroad, russia, type SubjectData } from '../data/subjects.js';
import { shortTowns, spokenTowns, unclearRegions, unclearTowns } from '../data/spoken.js';
import { districts, elsewhere, oblastsElsewhere, quarters, stanitsas } from '../data/districts.js';
import { townsAbroad } from '../data/towns-abroad.js';
import { townsEast } from '../data/towns-east.js';
import { townsWest } from '../data/towns-west.js';
import { cleanText } from '../clean-text.js';
import { caseForms } from './case-forms.js';
import { townAdjectives } from './town-adjectives.js';
import { addFuzzyName, type FuzzyIndex } from './fuzzy-names.js';
import type { Country, Meaning, Region, RegionType } from './region.js';

/** An adjective that stands before «область» and the like. `isOwn`: it is in the region's name. */
export interface Adjective {
  region: string;
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
  const add = (list: Readonly<Record<string, string>>, kind: Meaning['kind']) =>
    each(list, (region, place) => put(names, nameKey(place), { region, place, kind }));
  for (const towns of [townsWest, townsEast, townsAbroad]) add(towns, 'town');
  add(spokenTowns, 'town');
  addNamesakes(names);
  add(quarters, 'quarter');
  add(shortTowns, 'short');
  each({ '': elsewhere }, (_, place) =>
    put(names, nameKey(place), { region: `? ${place}`, place, kind: 'elsewhere' }),
  );
  addUnclear(names, unclearRegions, 'unclear');
  addUnclear(names, unclearTowns, 'town');
  joinWords(names);
  return {
    regions,
    names,
    forms: declined(names),
    adjectives,
    townAdjectives: adjectivesOfTowns(names),
    parts: new Set([...names.keys()].filter((key) => key.includes(' ')).flatMap((key) => key.split(' '))),
    districts: listed(districts, (place) => adjectiveStem(nameKey(place)) ?? nameKey(place)),
    stanitsas: listed(stanitsas, nameKey),
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
  for (const text of [name, ...split(words)])
    put(names, nameKey(text), { region: name, place: name, kind: 'subject' });
  for (const text of split(short)) put(names, nameKey(text), { region: name, place: name, kind: 'short' });
  const own = adjectiveStem(nameKey(name.replace(/ (область|край|Республика|автономн.*|Народная.*)$/, '')));
  if (own !== null && type !== 'город')
    putAdjective(adjectives, own, { region: name, types: [type], isOwn: true });
  const add = (text: string, types: readonly RegionType[]) => {
    const stem = adjectiveStem(nameKey(text));
    if (stem !== null) putAdjective(adjectives, stem, { region: name, types, isOwn: false });
  };
  for (const text of split(others)) add(text, ['область', 'край', 'республика']);
  for (const text of split(okrugs)) add(text, ['округ']);
}

/** Takes the place of what the name meant before. The region '' among the meanings: there may be others. */
function addUnclear(
  names: Map<string, Meaning[]>,
  words: Readonly<Record<string, string>>,
  kind: Meaning['kind'],
): void {
  for (const [word, list] of Object.entries(words))
    names.set(
      nameKey(word),
      [...split(list), ''].map((region) => ({ region, place: word, kind })),
    );
}

/** «Каменск» may be short for «Каменск-Уральский»: a town that is called so itself is no longer the only one. */
function addNamesakes(names: Map<string, Meaning[]>): void {
  for (const meanings of [...names.values()])
    for (const meaning of meanings) {
      const [first, ...rest] = meaning.place.split('-');
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
    found.set(adjectiveStem(nameKey(place)) ?? '', [{ region: `? ${place}`, place, kind: 'elsewhere' }]);
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

function fuzzyNames(
  names: ReadonlyMap<string, readonly Meaning[]>,
  regions: ReadonlyMap<string, Region>,
): FuzzyIndex {
  const index: FuzzyIndex = new Map();
  for (const [key, meanings] of names) {
    const known = meanings.filter(({ kind }) => kind !== 'short' && kind !== 'quarter');
    if (known.length > 0 && key.length > 3) {
      const isAbroad = known.every(({ region }) => regions.get(region)?.country !== 'RU');
      addFuzzyName(index, key, known, isAbroad);
    }
  }
  return index;
}

function listed(
  list: Readonly<Record<string, string>>,
  keyOf: (place: string) => string,
): Map<string, Meaning[]> {
  const map = new Map<string, Meaning[]>();
  each(list, (region, place) => put(map, keyOf(place), { region, place, kind: 'quarter' }));
  return map;
}

function each(list: Readonly<Record<string, string>>, visit: (region: string, place: string) => void): void {
  for (const [region, places] of Object.entries(list))
    for (const place of split(places)) visit(region, place);
}

function split(list: string): string[] {
  return list
    .split(',')
    .map((text) => text.trim().replace(/\s+/g, ' '))
    .filter((text) => text !== '');
}

function put(map: Map<string, Meaning[]>, key: string, meaning: Meaning): void {
  const known = map.get(key) ?? [];
  if (!known.some(({ region, kind }) => region === meaning.region && kind === meaning.kind))
    map.set(key, [...known, meaning]);
}

function putAdjective(map: Map<string, Adjective[]>, stem: string, adjective: Adjective): void {
  map.set(stem, [...(map.get(stem) ?? []), adjective]);
}
