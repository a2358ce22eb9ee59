import { describe, expect, it } from '@jest/globals';
import { areasOf, RegionReader } from '@hub/regions';
import { coverPlace } from './cover-place.js';

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
  return coverPlace(branches, answer.areas).map(({ id }) => id);
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

  it.each<[string, string[]]>([
    ['наб. Челны', ['chelny']],
    ['Челны', ['chelny']],
    ['Н. Челны', ['chelny']],
    ['в Челнах', ['chelny']],
    ['кзн', ['tatarstan']],
    ['Челны, Казань', ['tatarstan', 'chelny']],
    ['Татарстан, Челны', ['chelny']],
  ])('«%s» is the town, however it is called: %j', (text, ids) => {
    expect(covering(text, tatarstan, chelny)).toEqual(ids);
  });

  const sochi = branch('sochi', 'Сочи');
  const adler = branch('adler', 'Адлер');
  const krai = branch('krai', 'Краснодарский край');
  const krasnodar = branch('krasnodar', 'Краснодар', 'крд');

  it.each<[string, (typeof samara)[], string[]]>([
    ['г. Адлер', [sochi, krai], ['sochi']],
    ['Адлерский район', [sochi, adler, krai], ['adler']],
    ['Хоста', [sochi, adler], ['sochi']],
    ['Хоста', [adler, krai], ['krai']],
    ['Хоста', [adler, krasnodar], ['adler']],
    ['Сочи', [adler, krai], ['krai']],
    ['Анапа', [adler, krai], ['krai']],
    ['Анапа', [adler, krasnodar], ['adler', 'krasnodar']],
    ['Анапа', [krasnodar, sochi], ['krasnodar', 'sochi']],
    ['Краснодарский край', [krasnodar, sochi], ['krasnodar', 'sochi']],
  ])('a part of a town is of its town: %s', (text, branches, ids) => {
    expect(covering(text, ...branches)).toEqual(ids);
  });

  it('gives no region to a branch for a short name of a town', () => {
    const named = branch('tolyatti', 'Тольятти', 'тлт');
    expect(covering('Сызрань', named, samara)).toEqual(['tolyatti', 'samara']);
    const [ekb, oblast] = [branch('ekb', 'Екатеринбург', 'екб'), branch('oblast', 'Свердловская область')];
    expect(covering('Первоуральск', ekb, oblast)).toEqual(['oblast']);
    expect(covering('Е-бург', ekb, oblast)).toEqual(['ekb']);
    expect(covering('Первоуральск', branch('both', 'Екатеринбург и область'), ekb)).toEqual(['both']);
  });

  const [city, butovo, zelenograd] = [
    branch('city', 'МСК'),
    branch('butovo', 'Бутово'),
    branch('zel', 'Зеленоград'),
  ];

  it.each<[string, string[]]>([
    ['Москва', ['city']],
    ['Чертаново', ['city']],
    ['мкр. Бутово', ['butovo']],
    ['Зеленоград', ['zel']],
    ['Щербинка', ['city']],
  ])('a city that is a region is the whole of it: %s', (text, ids) => {
    expect(covering(text, city, butovo, zelenograd)).toEqual(ids);
  });
});
