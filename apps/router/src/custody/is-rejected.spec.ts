import { expect, it } from '@jest/globals';
import { isRejected, lastingSigns } from './is-rejected.js';

const lead = (stage: string | null, ...tags: string[]) => ({
  ...{ pipelineId: 1, statusId: 12 },
  ...{ seen: { stage }, tags },
});
const rules = { rejectStatusName: 'Отказ филиала', rejectTag: 'неНаш' };

it.each<[string, ReturnType<typeof lead>, Parameters<typeof isRejected>[1], boolean]>([
  ['its stage', lead(' отказ филиала '), rules, true],
  ['its tag', lead('Новая', 'VIP', 'ненаш'), rules, true],
  ['neither', lead('Новая', 'VIP'), rules, false],
  ['a stage that nobody knows the name of', lead(null), rules, false],
  ['rules that name nothing', lead('Отказ филиала', 'неНаш'), { rejectStatusName: null }, false],
  ['the tag of every handed-over lead', lead('Новая', 'изЦентра'), { rejectTag: 'ИЗЦЕНТРА' }, false],
])('reads a rejection from %s', (_, seen, by, expected) => {
  expect(isRejected(seen, by, { pipelineId: 1, statusId: 11 })).toBe(expected);
});

it('reads none from the stage that the hub has put the lead into', () => {
  expect(isRejected(lead('Отказ филиала'), rules, { pipelineId: 1, statusId: 12 })).toBe(false);
  expect(isRejected(lead('Отказ филиала', 'неНаш'), rules, { pipelineId: 1, statusId: 12 })).toBe(true);
});

const later = { rejectStatusName: 'В работе', rejectTag: 'VIP' };
const elsewhere = { ...lead('Закрыто и не реализовано', 'VIP'), statusId: 143 };

it.each<[string, ReturnType<typeof lead>, ReturnType<typeof lead>, boolean]>([
  ['a stage and tag that it has kept', lead('В работе', 'VIP'), lead('В работе', 'VIP'), true],
  ['a tag that it has got since', lead('Новая'), lead('Новая', 'VIP'), false],
  ['a tag that was removed', lead('Новая', 'VIP'), lead('Новая'), false],
  ['a stage that it has come to since', { ...lead('Новая'), statusId: 11 }, lead('В работе'), false],
  ['a stage that it has left', lead('В работе'), { ...lead('Новая'), statusId: 13 }, false],
  ['a tag that it has kept through its closing', lead('В работе', 'VIP'), elsewhere, true],
])('knows of a lead whose rejection could not be followed meanwhile: %s', (_, before, now, expected) => {
  const putInto = { pipelineId: 1, statusId: 10 };
  expect(isRejected(lastingSigns(before, now), later, putInto)).toBe(expected);
});
