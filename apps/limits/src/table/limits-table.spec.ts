import { describe, expect, it } from '@jest/globals';
import { limits } from '@hub/limits';
import fc from 'fast-check';
import { readTable, writeTable } from './limits-table.js';

const bound = fc.option(fc.nat(100), { nil: null });
const users = fc.array(
  fc.record({
    userId: fc.nat(),
    enabled: fc.boolean(),
    startedAt: fc.constantFrom(null, '2026-01-31T00:00:00.000Z'),
    limits: fc
      .uniqueArray(fc.tuple(fc.constantFrom(...limits.map(({ name }) => name)), bound), {
        selector: ([name]) => name,
      })
      .map((pairs) => Object.fromEntries(pairs)),
  }),
);

describe('the table of limits', () => {
  it('is read as it was written, with any separator and end of line', () => {
    fc.assert(
      fc.property(users, fc.constantFrom(';', ',', '\t'), fc.constantFrom('\r\n', '\n'), (rows, by, end) => {
        const text = writeTable(rows).replaceAll(';', by).replaceAll('\r\n', end);
        expect(readTable(`\uFEFF${text}`)).toEqual(rows.map((value, at) => ({ line: at + 2, value })));
      }),
    );
  });

  it('is total: any text gives rows or says what is wrong', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(readTable(text)).toBeDefined()));
  });

  it('takes an empty cell for off, = for the group, and keeps what is wrong for the check', () => {
    const text = 'userId;enabled;activeDeals;interval\n5;+;;=\n\n6;да;x;-1\n7';
    expect(readTable(text)).toEqual([
      { line: 2, value: { userId: 5, enabled: true, startedAt: null, limits: { activeDeals: null } } },
      {
        line: 4,
        value: { userId: 6, enabled: 'да', startedAt: null, limits: { activeDeals: 'x', interval: -1 } },
      },
      {
        line: 5,
        value: { userId: 7, enabled: false, startedAt: null, limits: { activeDeals: null, interval: null } },
      },
    ]);
  });

  it.each([
    ['userId;activeDeal\n', { line: 1, column: 'activeDeal' }],
    ['enabled\n1', { line: 1, column: null }],
  ])('names the column of %j that is wrong', (text, fault) => {
    expect(readTable(text)).toEqual(fault);
  });
});
