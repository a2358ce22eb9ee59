import { describe, expect, it } from '@jest/globals';
import { chooseAccount, chooseRelease, isId } from './choose-one.js';

const id = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
const accounts = [
  { accountId: id(1), host: 'kazan.amocrm.ru', name: 'Казань' },
  { accountId: id(2), host: 'tver.amocrm.ru', name: 'kazan' },
  { accountId: id(3), host: 'omsk.amocrm.ru', name: 'Омск' },
  { accountId: id(4), host: 'omsk2.amocrm.ru', name: 'Омск' },
].map((account) => ({ ...account, groupId: null }));

describe('chooseAccount', () => {
  it.each([
    [id(1), 1],
    ['kazan', 1],
    ['KAZAN.amocrm.ru', 1],
    ['казань', 1],
    ['omsk2', 4],
  ])('%s', (words, at) => {
    expect(chooseAccount(words, accounts).accountId).toBe(id(at));
  });

  it('never guesses', () => {
    expect(() => chooseAccount('каз', accounts)).toThrow('cli.no-such-account');
    expect(() => chooseAccount('Омск', accounts)).toThrow('cli.several-accounts');
  });
});

describe('chooseRelease', () => {
  const releases = [9, 8, 7].map((number) => ({
    ...{ id: id(number), number },
    groupId: number === 9 ? id(1) : null,
    isLatest: number !== 8,
  }));
  it.each([
    ['8', 8],
    ['#8', 8],
    [id(8), 8],
  ])('%s', (words, number) => {
    expect(chooseRelease(words, releases).number).toBe(number);
  });

  it('takes what the hub says is the latest of the group, not the highest number', () => {
    expect(chooseRelease('latest', releases, { groupId: null }).number).toBe(7);
    expect(chooseRelease('latest', releases, { groupId: id(1) }).number).toBe(9);
    expect(() => chooseRelease('latest', releases)).toThrow('cli.several-groups');
    expect(chooseRelease('latest', releases.slice(1)).number).toBe(7);
    expect(() => chooseRelease('latest', releases, { groupId: id(2) })).toThrow('cli.no-such-release');
  });

  it('says when there is none', () => {
    expect(() => chooseRelease('6', releases)).toThrow('cli.no-such-release');
    expect(() => chooseRelease('latest', [])).toThrow('cli.no-such-release');
  });
});

it('knows an id from a file name', () => {
  expect([id(1), 'plan.json', '12'].map(isId)).toEqual([true, false, false]);
});
