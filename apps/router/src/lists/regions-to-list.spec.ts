import { describe, expect, it } from '@jest/globals';
import { RegionReader } from '@hub/regions';
import { regionsToList } from './regions-to-list.js';

const reader = new RegionReader();
const branch = (...names: string[]) => ({ regions: names.map((name) => ({ name, aliases: [] })) });
const known = (name: string, ...aliases: string[]) => ({ regions: [{ name, aliases }] });
const names = (branches: ReturnType<typeof known>[], values: string[]) =>
  regionsToList(branches, values, (text) => reader.read(text)).map(({ name }) => name);

describe('regionsToList', () => {
  it.each<[string, ReturnType<typeof known>[], string[], string[]]>([
    [
      'what is missing, in the order of the branches',
      [branch('Самара', 'Юг'), branch('Тула')],
      [],
      ['Самара', 'Юг', 'Тула'],
    ],
    ['nothing that is there', [branch('Татарстан', 'Юг')], ['Татарстан', ' юг'], []],
    ['nothing that is there in other words', [branch('Татарстан')], ['Республика Татарстан'], []],
    ['nothing that is there by another name', [known('Юг', 'Южный округ')], ['южный округ'], []],
    [
      'a region of two branches once, by another name too',
      [known('Юг', 'Южный округ'), branch('Южный округ')],
      [],
      ['Юг'],
    ],
    ['nothing that is there by another name of its town', [branch('Екатеринбург')], ['Екб'], []],
    [
      'a region beside a short name of its town',
      [branch('Свердловская область')],
      ['Екб'],
      ['Свердловская область'],
    ],
    ['a region beside its town', [branch('Татарстан')], ['Казань'], ['Татарстан']],
    [
      'a region of two branches once',
      [branch('Юг'), branch('юг', 'Республика Татарстан'), branch('Татарстан')],
      [],
      ['Юг', 'Республика Татарстан'],
    ],
  ])('%s', (_, branches, values, expected) => {
    expect(names(branches, values)).toEqual(expected);
  });
});
