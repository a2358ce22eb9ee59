import { expect, it } from '@jest/globals';
import type { Touched } from '../plan/touched.js';
import { sumTouched } from './sum-touched.js';

const stage: Touched = {
  ...{ kind: 'stage', key: 'Заявки/Счёт', name: 'Счёт', risk: 'deals-in-stage', count: 2 },
  ...{ isRemoved: true, needsTarget: false, migrateTo: 'Заявки/Новая' },
};
const field: Touched = {
  ...{ kind: 'field', key: 'leads/Регион', name: 'Регион', risk: 'cards-with-value', count: 9 },
  ...{ isRemoved: false, needsTarget: false, migrateTo: null },
};

it('adds up what accounts have of one object, those with the most first', () => {
  const waiting = { ...stage, count: 5, needsTarget: true, migrateTo: null };
  const sums = sumTouched([
    { accountId: 'a', name: 'Казань', touched: [stage] },
    { accountId: 'b', name: 'Уфа', touched: [field, waiting] },
    { accountId: 'c', name: 'Тверь', touched: [] },
  ]);
  expect(sums).toMatchObject([
    { name: 'Регион', count: 9, accounts: 1, isRemoved: false },
    {
      ...{
        name: 'Счёт',
        count: 7,
        accounts: 2,
        isRemoved: true,
        needsTarget: true,
        migrateTo: 'Заявки/Новая',
      },
      largest: [
        { accountId: 'b', name: 'Уфа', count: 5 },
        { accountId: 'a', name: 'Казань', count: 2 },
      ],
    },
  ]);
});

it('keeps apart what goes in one account and stays in another', () => {
  const stays = { ...stage, isLeftOut: true, migrateTo: null };
  const sums = sumTouched([
    { accountId: 'a', name: 'Казань', touched: [stage] },
    { accountId: 'b', name: 'Уфа', touched: [stays] },
  ]);
  expect(sums).toMatchObject([
    { accounts: 1, largest: [{ name: 'Казань' }] },
    { accounts: 1, isLeftOut: true, largest: [{ name: 'Уфа' }] },
  ]);
});

it('names no more accounts than a person reads', () => {
  const accounts = Array.from({ length: 300 }, (_, at) => ({
    ...{ accountId: `${at}`, name: `Филиал ${at}` },
    touched: [{ ...stage, count: at + 1 }],
  }));
  const [sum] = sumTouched(accounts);
  expect(sum).toMatchObject({ accounts: 300, count: 45_150 });
  expect(sum?.largest).toHaveLength(20);
  expect(sum?.largest[0]).toMatchObject({ name: 'Филиал 299', count: 300 });
});
