import { describe, expect, it } from '@jest/globals';
import { areasOf, RegionReader } from '@hub/regions';
import { branchOf } from '../../test/situation.js';
import { readPlace } from '../region/read-place.js';
import type { TerritoryFacts } from './facts.js';
import { findTerritory } from './find-territory.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const branch = (id: string, name: string | null, ...aliases: string[]) => {
  const regions = name === null ? [] : [{ name, aliases }];
  return branchOf(id, { regions, areas: areasOf(regions, read) });
};
const territory = (region: string, ids: string[], isExclusive = false): TerritoryFacts => ({
  ...{ region, isExclusive, branches: ids.map((branchId) => ({ branchId, weight: 1 })) },
  areas: areasOf([{ name: region, aliases: [] }], read),
});
const all = [
  branch('a', 'Татарстан', 'РТ'),
  branch('b', null),
  branch('c', 'Набережные Челны'),
  branch('d', 'Юг', 'Южный'),
];
const find = (text: string, ...territories: TerritoryFacts[]) => {
  const place = readPlace({ region: text, city: null, phoneRegion: null }, read);
  const { candidates, isExclusive, territory: named } = findTerritory(place, { territories }, all);
  return [candidates.map(({ branch: { id } }) => id).join(), isExclusive, named?.region ?? null];
};

describe('findTerritory', () => {
  it('goes by the regions of the branches when the rules name no territory', () => {
    expect(find('Казань')).toEqual(['a', false, null]);
    expect(find('Набережные Челны')).toEqual(['c', false, null]);
    expect(find('южный')).toEqual(['d', false, null]);
    expect(find('Уфа')).toEqual(['', false, null]);
  });

  it('goes by the territories that the rules name, by any spelling', () => {
    const shared = territory('Татарстан', ['a', 'b']);
    expect(find('Альметьевск', shared)).toEqual(['a,b', false, 'Татарстан']);
    expect(find('РТ', shared)).toEqual(['a,b', false, 'Татарстан']);
    expect(find('Южный', territory('Юг', ['b', 'd']))).toEqual(['b,d', false, 'Юг']);
  });

  it('leaves the branches that are in none their own regions', () => {
    expect(find('Набережные Челны', territory('Татарстан', ['a', 'b']))).toEqual(['c', false, null]);
    expect(find('РТ', territory('Самара', ['a', 'b']))).toEqual(['', false, null]);
  });

  it('lets nobody into an exclusive territory', () => {
    const alone = territory('Татарстан', ['b'], true);
    expect(find('Набережные Челны', alone)).toEqual(['b', true, 'Татарстан']);
    expect(find('Казань', alone)).toEqual(['b', true, 'Татарстан']);
    expect(find('Самара', alone)).toEqual(['', false, null]);
  });

  it.each(['Челны', 'наб. Челны', 'Н. Челны', 'Набчелны', 'Набережные Челны'])(
    'lets nobody into an exclusive town, called «%s»',
    (text) => {
      const alone = territory('Набережные Челны', ['b'], true);
      expect(find(text, alone)).toEqual(['b', true, 'Набережные Челны']);
      expect(find('Казань', alone)).toEqual(['a', false, null]);
      expect(find(`Казань, ${text}`, alone)).toEqual(['b,a,c', false, null]);
    },
  );

  it('makes no exclusive region of a short name of a town in it', () => {
    const alone = territory('кзн', ['b'], true);
    expect(find('Альметьевск', alone)).toEqual(['a', false, null]);
    expect(find('Казань', alone)).toEqual(['b', true, 'кзн']);
  });
});
