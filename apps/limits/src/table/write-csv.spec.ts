import { expect, it } from '@jest/globals';
import { writeCsv } from './write-csv.js';

it('separates by semicolons, ends lines as Windows does, and begins with the mark of UTF-8', () => {
  expect(
    writeCsv([
      ['Имя', 'Число'],
      ['Анна', 5],
      ['Борис', null],
    ]),
  ).toBe('\uFEFFИмя;Число\r\nАнна;5\r\nБорис;\r\n');
});

it.each([
  ['a;b', '"a;b"'],
  ['say "yes"', '"say ""yes"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  ['+7', "'+7"],
  ['-1', "'-1"],
  ['@sum', "'@sum"],
  ['=a;b', '"\'=a;b"'],
])('writes %j as %j', (text, cell) => {
  expect(writeCsv([[text]])).toBe(`\uFEFF${cell}\r\n`);
});

it('leaves negative numbers alone', () => {
  expect(writeCsv([[-5]])).toBe('\uFEFF-5\r\n');
});
