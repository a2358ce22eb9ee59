import { expect, it } from '@jest/globals';
import { RegionReader } from '@hub/regions';
import { fitToLists } from './fit-to-lists.js';

const reader = new RegionReader();
const [regionFieldId, cityFieldId, branchFieldId] = [1, 2, 3];
const lists = new Map([
  [regionFieldId, ['Татарстан', 'Пермский край', 'Орловская область', 'Марс']],
  [cityFieldId, ['Казань', 'Набережные Челны']],
  [branchFieldId, ['Казань', 'Орёл - центр']],
]);
const fit = (body: object) =>
  fitToLists(
    body,
    { regionFieldId, cityFieldId, branchFieldId },
    { lists, read: (text) => reader.read(text) },
  );

it.each([
  ['region', 'татарстан', 'Татарстан'],
  ['region', 'Республика Татарстан', 'Татарстан'],
  ['region', 'Казань', 'Татарстан'],
  ['region', 'Орловская обл.', 'Орловская область'],
  ['region', 'марс', 'Марс'],
  ['region', 'Атлантида', 'Атлантида'],
  ['region', 'Тульская область', 'Тульская область'],
  ['city', 'г. Казань', 'Казань'],
  ['city', 'Татарстан', 'Татарстан'],
  ['branch', 'казань', 'Казань'],
  ['branch', 'орел  центр', 'Орёл - центр'],
  ['branch', 'Луна', 'Луна'],
])('%s «%s» is «%s»', (name, sent, expected) => {
  expect(fit({ [name]: sent })).toMatchObject({ [name]: expected });
});

it('leaves a text alone that two values stand for, and what goes into a field that is no list', () => {
  const about = {
    lists: new Map([[1, ['Татарстан', 'Республика Татарстан']]]),
    read: (text: string) => reader.read(text),
  };
  const fields = { regionFieldId: 1, branchFieldId: 9 };
  expect(fitToLists({ region: 'Татария', branch: 'казань' }, fields, about)).toEqual(
    expect.objectContaining({ region: 'Татария', branch: 'казань' }),
  );
});

it.each([
  ['Екб', 'Екатеринбург'],
  ['г. Екатеринбург', 'Екатеринбург'],
  ['Уралмаш', 'Екатеринбург'],
  ['Нижний Тагил', 'Свердловская область'],
  ['свердловская обл', 'Свердловская область'],
  ['Екб, Тагил', 'Свердловская область'],
])('keeps the town of «%s» where the list has it: «%s»', (sent, expected) => {
  const about = {
    lists: new Map([[1, ['Свердловская область', 'Екатеринбург']]]),
    read: (text: string) => reader.read(text),
  };
  expect(fitToLists({ region: sent }, { regionFieldId: 1 }, about)).toMatchObject({ region: expected });
});
