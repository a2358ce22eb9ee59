import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageInMemory, pageOf, type CursorShape, type Page } from './paging.js';

const shape: CursorShape = { list: 'things', parts: ['moment', 'id'] };
const id = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** The sort values that rows have, by kind. */
const values: Record<CursorShape['parts'][number], fc.Arbitrary<string>> = {
  moment: fc
    .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  id: fc.uuid(),
  number: fc.nat({ max: 999_999_999 }).map(String),
  amoId: fc.nat({ max: Number.MAX_SAFE_INTEGER }).map(String),
  text: fc
    .string({ maxLength: 300, unit: 'binary' })
    .filter((text) => text.length <= 300 && !text.includes('\0')),
};
const kinds = Object.keys(values) as (keyof typeof values)[];
const refusal = expect.objectContaining({
  body: expect.objectContaining({ status: 400, errors: [expect.objectContaining({ path: 'cursor' })] }),
});

describe('paging', () => {
  it('gives back what was packed', () => {
    const parts = ['2026-02-28T23:59:59.123456Z', id];
    expect(decodeCursor(shape, encodeCursor(shape, ...parts))).toEqual(parts);
    const texts: CursorShape = { list: 'texts', parts: ['text', 'number'] };
    expect(decodeCursor(texts, encodeCursor(texts, 'ы', '0'))).toEqual(['ы', '0']);
  });

  it('takes what it gives, whatever the rows of a list are sorted by', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.constantFrom(...kinds), { minLength: 1 })
          .chain((parts) => fc.tuple(fc.constant(parts), fc.tuple(...parts.map((kind) => values[kind])))),
        ([parts, row]) => {
          const list: CursorShape = { list: 'rows', parts };
          expect(decodeCursor(list, encodeCursor(list, ...row))).toEqual(row);
        },
      ),
    );
  });

  it.each([
    '',
    'x',
    '####',
    raw({}),
    raw(null),
    raw([1, 2]),
    raw(['things', 'one']),
    raw(['others', '2026-02-28T00:00:00Z', id]),
    raw(['things', '2026-02-28T00:00:00Z', id, 'more']),
    raw(['things', '2026-02-31T00:00:00Z', id]),
    raw(['things', '2026-13-01T00:00:00Z', id]),
    raw(['things', '0000-01-01T00:00:00Z', id]),
    raw(['things', 'yesterday', id]),
    raw(['things', '2026-02-28T00:00:00Z', 'seven']),
  ])('refuses %p and names the field', (cursor) => {
    expect(() => decodeCursor(shape, cursor)).toThrow(refusal);
  });

  it.each(['-1', '1.5', '99999999999', 'x', '1e3', ''])('refuses %p as a number', (part) => {
    const numbers: CursorShape = { list: 'n', parts: ['number'] };
    expect(() => decodeCursor(numbers, encodeCursor(numbers, part))).toThrow(refusal);
  });

  it.each(['-1', '1.5', '9007199254740992', '01', 'x', '1e3', ''])(
    'refuses %p as an id of amoCRM',
    (part) => {
      const ids: CursorShape = { list: 'n', parts: ['amoId'] };
      expect(() => decodeCursor(ids, encodeCursor(ids, part))).toThrow(refusal);
    },
  );

  it('refuses a text that no database takes', () => {
    const texts: CursorShape = { list: 't', parts: ['text'] };
    expect(() => decodeCursor(texts, encodeCursor(texts, 'a\0b'))).toThrow(refusal);
  });

  it('has a next page only when a row was left over', () => {
    const rows = ['a', 'b', 'c'];
    const texts: CursorShape = { list: 't', parts: ['text'] };
    expect(pageOf(rows, 3, texts, (row) => [row])).toEqual({ items: rows, nextCursor: null });
    expect(pageOf(rows, 2, texts, (row) => [row])).toEqual({
      items: ['a', 'b'],
      nextCursor: encodeCursor(texts, 'b'),
    });
    expect(pageOf([], 2, texts, (row) => [row])).toEqual({ items: [], nextCursor: null });
  });
});

describe('pages in memory', () => {
  const texts: CursorShape = { list: 't', parts: ['text'] };
  const partsOf = (row: string) => [row];

  it.each([
    [texts, ['a', 'b', 'c', 'd', 'e']],
    [{ ...texts, isNewestFirst: true }, ['e', 'd', 'c', 'b', 'a']],
  ])('walk the whole list, in order', (of, expected) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<string> = pageInMemory(['c', 'a', 'e', 'b', 'd'], { cursor, limit: 2 }, of, partsOf);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(expected);
  });

  it('go on behind a row that went meanwhile', () => {
    const { nextCursor } = pageInMemory(['a', 'b', 'c'], { limit: 2 }, texts, partsOf);
    expect(pageInMemory(['a', 'c'], { cursor: nextCursor }, texts, partsOf).items).toEqual(['c']);
  });
});
