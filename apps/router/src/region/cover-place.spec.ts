import { describe, expect, it } from '@jest/globals';
import { RegionReader } from '@hub/regions';
import { areasOf, coverPlace } from './cover-place.js';

const reader = new RegionReader();
const read = (text: string) => reader.read(text);
const branch = (id: string, name: string, ...aliases: string[]) => ({
  id,
  areas: areasOf([{ name, aliases }], read),
});
const tatarstan = branch('tatarstan', 'Татарстан', 'РТ');
const chelny = branch('chelny', 'Набережные Челны');
const samara = branch('samara', 'Самара');
const tolyatti = branch('tolyatti', 'Тольятти');
const doubtful = branch('doubtful', 'Киров', 'Казанн');
const covering = (text: string, ...branches: (typeof samara)[]) => {
  const answer = reader.read(text);
  if (answer.kind !== 'region') throw new Error(`${text} is no region`);
  return coverPlace(branches, answer).map(({ id }) => id);
};

describe('coverPlace', () => {
  it.each([
    ['Казань', ['tatarstan']],
    ['Набережные Челны', ['chelny']],
    ['Республика Татарстан', ['tatarstan']],
    ['Уфа', []],
  ])('%s belongs to the town before the region around it: %j', (text, ids) => {
    expect(covering(text, tatarstan, chelny, samara, doubtful)).toEqual(ids);
  });

  it('gives the rest of a region to the branch of a town in it, unless there are two', () => {
    expect(covering('Сызрань', tatarstan, samara)).toEqual(['samara']);
    expect(covering('Самарская область', samara)).toEqual(['samara']);
    expect(covering('Сызрань', samara, tolyatti)).toEqual(['samara', 'tolyatti']);
  });

  it('reads nothing into names of branches that are doubtful', () => {
    expect(doubtful.areas).toEqual([]);
  });
});
