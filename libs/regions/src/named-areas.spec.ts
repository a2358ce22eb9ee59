import { describe, expect, it } from '@jest/globals';
import { isWhole, surrounds, wholeOf, type Area } from './area.js';
import { districts, quarters, settlements, stanitsas, townDistricts } from './data/districts.js';
import { shortTowns, spokenTowns, unclearParts, unclearTowns } from './data/spoken.js';
import { abroad, russia } from './data/subjects.js';
import { townsAbroad } from './data/towns-abroad.js';
import { townsEast } from './data/towns-east.js';
import { townsWest } from './data/towns-west.js';
import { eachName, eachPart, eachPlace, split } from './dictionary/each-place.js';
import { RegionReader } from './region-reader.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const officialTowns = new Map<string, string>();
for (const list of [townsWest, townsEast, townsAbroad])
  eachPlace(list, ({ region }, town) => officialTowns.set(`${region}/${town}`, town));
const cities = new Set(RegionReader.names.filter((name) => officialTowns.has(`${name}/${name}`)));

/** Names of the dictionary with the areas that they mean. */
const other: [string, Area][] = [];
const parts: [string, Area][] = [];
const places: [string, Area][] = [];
for (const list of [spokenTowns, shortTowns]) eachName(list, (area, name) => other.push([name, area]));
eachPart(quarters, (area, name) => parts.push([name, area]));
eachPart(townDistricts, (area, name) => parts.push([`${name} район`, area]));
eachPlace(settlements, (area, name) => places.push([name, area]));
eachPlace(districts, ({ region }, name) =>
  places.push([`${name} район`, { ...wholeOf(region), town: `${name} район` }]),
);
eachPlace(stanitsas, (area, name) => places.push([`станица ${name}`, area]));
/** «Салда» is one of two towns. */
const isShared = (name: string) => other.filter(([one]) => one === name).length > 1;

describe('another name of a town', () => {
  it('is one of a town that there is', () => {
    const areas = [...other, ...parts].map(([, area]) => area);
    for (const { region, town } of areas)
      expect([
        region,
        town,
        town === null ? cities.has(region) : officialTowns.has(`${region}/${town}`),
      ]).toEqual([...[region, town, true]]);
  });

  it('is read as the town itself', () => {
    for (const [name, { region, town }] of other) {
      if (isShared(name)) continue;
      const official = read(`${region}, ${town ?? region}`);
      expect([name, read(name)]).toMatchObject([name, { kind: 'region', region, town: town ?? region }]);
      expect([name, official]).toMatchObject([name, { areas: [{ region, town, part: null }] }]);
      expect([name, read(name)]).toMatchObject([name, { areas: [{ region, town, part: null }] }]);
    }
  });

  it('means both where two towns bear it', () => {
    expect(read('Салда')).toMatchObject({
      ...{ region: 'Свердловская область', town: null },
      areas: [{ town: 'Верхняя Салда' }, { town: 'Нижняя Салда' }],
    });
  });

  it('is read so where only the region beside it decides', () => {
    for (const [word, list] of Object.entries({ ...unclearTowns, ...unclearParts }))
      for (const entry of split(list)) {
        const [region = '', town = word, part = null] = entry.split(': ');
        const answer = read(`${region}, ${word}`);
        const area = { region, town: town === region ? null : town, part };
        expect([region, word, answer]).toMatchObject([region, word, { kind: 'region', areas: [area] }]);
      }
  });
});

describe('a part of a town', () => {
  it.each(parts)('«%s» is in the town', (name, area) => {
    const answer = read(name);
    expect(answer).toMatchObject({ kind: 'region', region: area.region, areas: [area] });
    expect(answer).toMatchObject({ town: area.town ?? area.region });
  });
});

describe('a whole region', () => {
  const subjects = [...russia, ...Object.values(abroad).flat()];
  const isWholeRegion = (text: string) => {
    const answer = read(text);
    return answer.kind === 'region' && answer.areas.some(isWhole);
  };

  it('is what only the names of a region mean', () => {
    for (const [name] of [...other, ...parts, ...places])
      expect([name, isWholeRegion(name)]).toEqual([name, false]);
    for (const [key, town] of officialTowns)
      expect([key, isWholeRegion(town)]).toEqual([key, cities.has(town)]);
    for (const { name, words = '', short = '' } of subjects)
      for (const text of [name, ...split(words), ...split(short)])
        expect([text, read(text)]).toMatchObject([text, { region: name, areas: [wholeOf(name)] }]);
  });

  it('is not its former district', () => {
    for (const { name, okrugs = '' } of subjects)
      for (const okrug of split(okrugs))
        expect([okrug, read(`${okrug} округ`)]).toMatchObject([
          okrug,
          { region: name, town: `${okrug} округ` },
        ]);
  });

  it.each<[string, (string | null)[]]>([
    ['Самара обл.', [null]],
    ['обл. Самара', [null]],
    ['Самара, Самарская обл.', ['Самара']],
    ['Уфа, респ. Башкортостан', ['Уфа']],
    ['Самара и область', ['Самара', null]],
    ['Казань, Челны', ['Казань', 'Набережные Челны']],
    ['Татарстан, Челны', ['Набережные Челны']],
    ['Сочи, Адлер', ['Сочи']],
  ])('«%s» names %j', (text, towns) => {
    const answer = read(text);
    expect(answer.kind === 'region' && answer.areas.map(({ town }) => town)).toEqual(towns);
  });
});

describe("a word of HQ's own", () => {
  const taught = new RegionReader([
    { word: 'Ростов', region: 'Ростовская область' },
    { word: 'Алтай', region: 'Алтайский край' },
    { word: 'Золотая миля', region: 'Москва' },
    { word: 'Самар. область', region: 'Самарская область' },
  ]);

  it.each([
    ['Ростов', 'Ростов-на-Дону'],
    ['Алтай', null],
    ['Золотая миля', 'Золотая миля'],
    ['в Золотая миля', 'Золотая миля'],
    ['Самар. область', null],
  ])('«%s» is %s', (word, town) => {
    expect(taught.read(word)).toMatchObject({ kind: 'region', how: 'word', areas: [{ town, part: null }] });
  });
});

describe('surrounds', () => {
  const areas = [...other, ...parts, ...places].map(([, area]) => area);

  it('is true of each area and itself, its town and its region', () => {
    for (const area of areas) {
      expect(surrounds(area, area)).toBe(true);
      expect(surrounds({ ...area, part: null }, area)).toBe(true);
      expect(surrounds(wholeOf(area.region), area)).toBe(true);
      expect([area, surrounds(area, wholeOf(area.region))]).toEqual([area, isWhole(area)]);
    }
  });
});
