import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import fc from 'fast-check';
import { mergePages, type MergedSource } from './merge-pages.js';

interface Row {
  at: string;
  cursor: string;
}

/** A list in memory that answers with at most `most` rows, as a reply limited by bytes does. */
function list(name: string, moments: readonly string[], most = 100): MergedSource<Row> {
  return {
    name,
    read: ({ cursor, limit }) => {
      const from = cursor === null ? 0 : Number(cursor) + 1;
      const until = from + Math.min(limit, most);
      const items = moments.slice(from, until).map((at, index) => ({ at, cursor: String(from + index) }));
      return Promise.resolve({ items, nextCursor: moments.length > until ? 'more' : null });
    },
  };
}

const away = (name: string): MergedSource<Row> => ({
  name,
  read: () => Promise.reject(new Problem(503, message('problems.bus-away'))),
});
const sortOf = ({ at }: Row) => at;

async function all(sources: readonly MergedSource<Row>[], limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof mergePages<Row>>> = await mergePages(
      { list: 'l', sources },
      { cursor, limit },
      sortOf,
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

describe('mergePages', () => {
  it('brings every row of every list once, in order, whatever the size of the pages', async () => {
    const moments = fc.array(fc.integer({ min: 0, max: 20 }).map((n) => String(n).padStart(2, '0')));
    await fc.assert(
      fc.asyncProperty(
        fc.array(moments, { maxLength: 4 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 5 }),
        async (lists, limit, most) => {
          const sources = lists.map((at, index) => list(`list ${index}`, [...at].sort(), most));
          const found = await all(sources, limit);
          expect(found.map(sortOf)).toEqual(lists.flat().sort());
        },
      ),
    );
  });

  it('names the list that does not answer, and goes on with the others', async () => {
    const sources = [list('a', ['1', '3']), away('b'), list('c', ['2'])];
    const first = await mergePages({ list: 'l', sources }, { limit: 2 }, sortOf);
    expect(first).toMatchObject({ items: [{ at: '1' }, { at: '2' }], unanswered: ['b'] });
    const back = [sources[0]!, list('b', ['0']), sources[2]!];
    const second = await mergePages(
      { list: 'l', sources: back },
      { cursor: first.nextCursor, limit: 2 },
      sortOf,
    );
    expect(second).toMatchObject({ items: [{ at: '0' }, { at: '3' }], nextCursor: null, unanswered: [] });
  });

  it('ends where nothing but a silent list is left', async () => {
    const page = await mergePages({ list: 'l', sources: [away('b'), list('a', ['1'])] }, {}, sortOf);
    expect(page).toMatchObject({ nextCursor: null, unanswered: ['b'] });
  });

  const raw = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each([
    '!',
    raw(null),
    raw({ a: '' }),
    raw(['l']),
    raw(['l', 'a']),
    raw(['l', 'a', 1]),
    raw(['l', 'x', '']),
    raw(['m', 'a', '']),
    raw(['l', 'a', '', 'a', '']),
  ])('refuses the forged cursor %p', async (cursor) => {
    const merging = mergePages({ list: 'l', sources: [list('a', ['1'])] }, { cursor }, sortOf);
    await expect(merging).rejects.toMatchObject({ body: { status: 400 } });
  });

  it('throws what is no silence', async () => {
    const broken = {
      name: 'a',
      read: () => Promise.reject(new Problem(403, message('problems.unexpected'))),
    };
    await expect(mergePages({ list: 'l', sources: [broken] }, {}, sortOf)).rejects.toMatchObject({
      body: { status: 403 },
    });
  });
});
