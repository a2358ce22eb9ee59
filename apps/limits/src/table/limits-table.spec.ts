import { describe, expect, it } from '@jest/globals';
import { limits } from '@hub/limits';
import { message, say } from '@hub/messages';
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
        expect(readTable(`\uFEFF${text}`)).toEqual({
          rows: rows.map((value, at) => ({ line: at + 2, value })),
          faults: [],
        });
      }),
    );
  });

  it('is total: any text gives rows or says what is wrong', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(readTable(text)).toBeDefined()));
  });

  it('takes an empty cell for off, = for the group, and keeps what is wrong for the check', () => {
    const text = 'userId;enabled;activeDeals;interval\n5;+;;=\n\n6;да;x;-1';
    expect(readTable(text).rows).toEqual([
      { line: 2, value: { userId: 5, enabled: true, limits: { activeDeals: null } } },
      { line: 4, value: { userId: 6, enabled: 'да', limits: { activeDeals: 'x', interval: -1 } } },
    ]);
  });

  it('has no field of a column that is missing', () => {
    expect(readTable('userId\n5').rows).toEqual([{ line: 2, value: { userId: 5, limits: {} } }]);
  });

  it('reads no line that has more or fewer cells than the first', () => {
    const { rows, faults } = readTable('userId;enabled;interval\n5;1\n6;1;2\n7;1;2;3');
    expect(rows.map(({ line }) => line)).toEqual([3]);
    expect(faults.map(({ line, detail }) => [line, say(detail, 'en')])).toEqual([
      [2, expect.stringContaining('2 cells instead of 3')],
      [4, expect.stringContaining('4 cells instead of 3')],
    ]);
  });

  it.each([
    ['userId;activeDeal\n', 'fields.no-such-column', { column: 'activeDeal' }],
    ['userId;enabled;userId\n', 'fields.column-twice', { column: 'userId' }],
    ['enabled\n1', 'fields.no-user-column', undefined],
  ] as const)('names the column of %j that is wrong', (text, key, facts) => {
    const detail = facts ? message(key, facts) : message('fields.no-user-column');
    expect(readTable(text)).toEqual({ rows: [], faults: [{ line: 1, detail }] });
  });
});
