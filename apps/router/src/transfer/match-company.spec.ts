import { describe, expect, it } from '@jest/globals';
import { firmName, firmTerms, isFirmMadeFrom, isSameFirm, type Firm } from './match-company.js';

const firm = (change: Partial<Firm>): Firm => ({
  ...{ name: 'ООО «Ромашка»', phones: [], emails: [], sites: [], taxIds: [] },
  ...change,
});

it('compares names without what people write differently', () => {
  expect(firmName(' ООО "Ромашка  Плюс" ')).toBe('ромашка плюс');
  expect(firmName('Ёлка, ИП')).toBe(firmName('елка'));
});

describe('one company', () => {
  it.each([
    ['the name alone', firm({}), firm({}), false],
    ['name and phone', firm({ phones: ['+7 843 200-10-20'] }), firm({ phones: ['8 (843) 2001020'] }), true],
    [
      'name and site',
      firm({ sites: ['https://romashka.ru/o-nas'] }),
      firm({ sites: ['www.Romashka.ru'] }),
      true,
    ],
    ['a site of many companies', firm({ sites: ['vk.com/a'] }), firm({ sites: ['vk.com/b'] }), false],
    [
      'another name with the same phone',
      firm({ phones: ['+78432001020'] }),
      firm({ name: 'Лютик', phones: ['+78432001020'] }),
      false,
    ],
    ['the tax id', firm({ taxIds: ['7707083893'] }), firm({ name: 'Лютик', taxIds: ['7707 083893'] }), true],
    [
      'different tax ids with the same name and phone',
      firm({ taxIds: ['7707083893'], phones: ['+78432001020'] }),
      firm({ taxIds: ['7702070139'], phones: ['+78432001020'] }),
      false,
    ],
    ['a placeholder for a tax id', firm({ taxIds: ['0000000000'] }), firm({ taxIds: ['0000000000'] }), false],
    ['a counted tax id', firm({ taxIds: ['1234567890'] }), firm({ taxIds: ['1234567890'] }), false],
    [
      'a counted id of a person',
      firm({ taxIds: ['123456789012'] }),
      firm({ taxIds: ['123456789012'] }),
      false,
    ],
    [
      'a tax id with a wrong digit',
      firm({ taxIds: ['7707083894'] }),
      firm({ taxIds: ['7707083894'] }),
      false,
    ],
    ['the tax id of a person', firm({ taxIds: ['500100732259'] }), firm({ taxIds: ['500100732259'] }), true],
    ['a site that is none', firm({ sites: ['example.com'] }), firm({ sites: ['http://example.com'] }), false],
    [
      'a name that says there is none',
      firm({ name: 'Физ. лицо', phones: ['+78432001020'] }),
      firm({ name: 'физ лицо', phones: ['+78432001020'] }),
      false,
    ],
    [
      'no name',
      firm({ name: '', phones: ['+78432001020'] }),
      firm({ name: '', phones: ['+78432001020'] }),
      false,
    ],
  ])('%s', (_, one, other, isSame) => {
    expect(isSameFirm(one, other)).toBe(isSame);
    expect(isSameFirm(other, one)).toBe(isSame);
  });
});

it('searches by what would prove a hit', () => {
  expect(firmTerms(firm({}))).toEqual([]);
  expect(firmTerms(firm({ emails: ['office@romashka.ru'], taxIds: ['7707083893'] }))).toEqual([
    '7707083893',
    'ООО «Ромашка»',
  ]);
});

it('knows what was made from a company, also by its name alone', () => {
  expect(isFirmMadeFrom(firm({}), firm({ taxIds: ['7707083893'] }))).toBe(true);
  expect(isFirmMadeFrom(firm({ phones: ['+78432001020'] }), firm({}))).toBe(false);
});
