import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { townLikeWords } from './data/town-like-words.js';
import { foreignTowns, villages } from './data/other-places.js';
import { russia } from './data/subjects.js';
import { townsEast } from './data/towns-east.js';
import { townsWest } from './data/towns-west.js';
import { split } from './dictionary/each-place.js';
import { swapLayout } from './foreign-letters.js';
import { RegionReader } from './region-reader.js';

const reader = new RegionReader();
const towns = [townsWest, townsEast].flatMap((list) =>
  Object.values(list).flatMap((names) => names.split(',').map((name) => name.trim().replace(/\s+/g, ' '))),
);
/** Enough of them to try every form of writing. */
const someTowns = towns.filter((_, at) => at % 5 === 0);
const known = new Set(towns.map((town) => RegionReader.keyOf(town)));
const cases = JSON.parse(
  readFileSync(new URL('../test-data/region-cases.json', import.meta.url), 'utf8'),
) as { input: string }[];
const regionOf = (text: string) => {
  const answer = reader.read(text);
  return answer.kind === 'region' ? answer.region : null;
};

describe('RegionReader', () => {
  it('says how it has recognised a region, and which town was named', () => {
    expect(reader.read('Самарская обл.')).toEqual({
      ...{ kind: 'region', region: 'Самарская область', town: null, how: 'exact' },
      areas: [{ region: 'Самарская область', town: null, part: null }],
    });
    expect(reader.read('из Казани')).toMatchObject({ town: 'Казань', how: 'city' });
    expect(reader.read('спб')).toMatchObject({ how: 'abbreviation' });
    expect(reader.read('Vjcrdf')).toMatchObject({ region: 'Москва', how: 'layout' });
    expect(reader.read('Tyumen')).toMatchObject({ region: 'Тюменская область', how: 'latin' });
    expect(reader.read('Екатеренбург')).toMatchObject({ town: 'Екатеринбург', how: 'fuzzy' });
  });

  it('names all that may be meant when it cannot decide', () => {
    expect(reader.read('Киров')).toEqual({
      kind: 'ambiguous',
      candidates: ['Калужская область', 'Кировская область'],
    });
    expect(reader.read('Казань или Уфа')).toEqual({
      kind: 'ambiguous',
      candidates: ['Республика Татарстан', 'Республика Башкортостан'],
    });
    expect(reader.read('Москва и область')).toEqual({
      kind: 'ambiguous',
      candidates: ['Москва', 'Московская область'],
    });
    expect(reader.read('Влад-к')).toMatchObject({ kind: 'ambiguous' });
    expect(reader.read('Марс')).toEqual({ kind: 'unknown' });
  });

  it('knows every region by its own name, and its main town in it', () => {
    expect(RegionReader.names).toHaveLength(89 + 20 + 14 + 7);
    for (const name of RegionReader.names) expect([name, regionOf(name)]).toEqual([name, name]);
    for (const { name, capital } of russia)
      if (capital) expect([capital, regionOf(`${capital}, ${name}`)]).toEqual([capital, name]);
  });

  it('takes the words of HQ before its own, whatever they were doubtful between', () => {
    const taught = new RegionReader([
      { word: 'Ростов', region: 'Ростовская область' },
      { word: 'Золотая миля', region: 'Москва' },
    ]);
    expect(taught.read('РОСТОВ')).toMatchObject({ region: 'Ростовская область', how: 'word' });
    expect(taught.read('живу: золотая-миля')).toMatchObject({ region: 'Москва' });
    expect(taught.read('Ростов Великий')).toMatchObject({ region: 'Ярославская область' });
    expect(taught.read('Золотая миля, Казань').kind).toBe('ambiguous');
  });

  it('answers anything at all', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...cases.map(({ input }) => input))),
        (text) => {
          expect(['region', 'ambiguous', 'unknown']).toContain(reader.read(text).kind);
        },
      ),
    );
    expect(reader.read('Красное Село')).toMatchObject({ region: 'Санкт-Петербург' });
    expect(reader.read('Казань '.repeat(2_000)).kind).toBe('unknown');
  });
});

describe('forms of writing', () => {
  const changes: Record<string, (text: string) => string> = {
    'capital letters': (text) => text.toUpperCase(),
    'small letters': (text) => text.toLowerCase(),
    'е for ё': (text) => text.replaceAll('ё', 'е'),
    'two code points': (text) => text.normalize('NFD'),
    'spaces around': (text) => `\u00a0 ${text}\t`,
    'an invisible letter': (text) => text.replace(/(?<=\p{L}\p{L})(?=\p{L})/u, '\u00ad'),
  };

  it.each(Object.entries(changes))('never change the answer: %s', (_, change) => {
    const differing = [...cases.map(({ input }) => input), ...someTowns].filter(
      (text) => JSON.stringify(reader.read(change(text))) !== JSON.stringify(reader.read(text)),
    );
    expect(differing).toEqual([]);
  });

  it('hyphens and spaces between the words of a name are one', () => {
    const written = towns.filter((town) => /[ -]/.test(town));
    for (const sign of [' ', '-', ' - ', '\u2011', '  '])
      for (const town of written)
        expect([town, sign, regionOf(town.replace(/[ -]/g, sign))]).toEqual([town, sign, regionOf(town)]);
  });

  it('a town in the other keyboard layout is the town', () => {
    for (const town of someTowns) {
      const swapped = swapLayout(town.toLowerCase().replaceAll('ё', 'е'));
      const answer = reader.read(swapped);
      if (answer.kind === 'region') expect([swapped, answer.region]).toEqual([swapped, regionOf(town)]);
      else expect([town, town.length < 8 || regionOf(town) === null]).toEqual([town, true]);
    }
  });
});

describe('a word that looks like a misspelt town', () => {
  const places = [villages, foreignTowns].flatMap(split);

  it.each([
    ['a village or a foreign town', places],
    ['an ordinary word', townLikeWords.split(/\s+/)],
  ])('is none when it is %s', (_, words) => {
    expect(words.filter((word) => regionOf(word) !== null)).toEqual([]);
  });

  it('does not contradict the region that is named beside it', () => {
    const region = 'Тверская область';
    expect(split(villages).filter((place) => regionOf(`${region}, ${place}`) !== region)).toEqual([]);
  });

  it('is what HQ says that it is', () => {
    const taught = new RegionReader([{ word: 'Шаля', region: 'Свердловская область' }]);
    expect(taught.read('п. Шаля')).toMatchObject({ region: 'Свердловская область', how: 'word' });
  });
});

describe('one wrong letter in a long name', () => {
  const letters = [...'абвгдежзийклмнопрстуфхцчшщъыьэюя'];
  const typo = fc
    .record({
      town: fc.constantFrom(...towns.filter((town) => town.length > 7)),
      at: fc.nat(),
      letter: fc.constantFrom(...letters),
      act: fc.constantFrom('lost', 'added', 'changed', 'swapped'),
    })
    .map(({ town, at: place, letter, act }) => {
      const at = place % town.length;
      const [head, tail] = [town.slice(0, at), town.slice(at)];
      if (act === 'lost') return { town, text: head + tail.slice(1) };
      if (act === 'added') return { town, text: head + letter + tail };
      if (act === 'changed') return { town, text: head + letter + tail.slice(1) };
      return { town, text: head + tail.slice(0, 2).split('').reverse().join('') + tail.slice(2) };
    })
    .filter(({ text }) => !known.has(RegionReader.keyOf(text)));

  it('is never read as another region', () => {
    fc.assert(
      fc.property(typo, ({ town, text }) => {
        const meant = reader.read(town);
        const answer = reader.read(text);
        if (answer.kind !== 'region') return;
        const regions =
          meant.kind === 'region' ? [meant.region] : meant.kind === 'ambiguous' ? meant.candidates : [];
        expect(regions).toContain(answer.region);
      }),
      { numRuns: 500, examples: [[{ town: 'Екатеринбург', text: 'Екатеренбург' }]] },
    );
  });
});
