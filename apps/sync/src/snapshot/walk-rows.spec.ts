import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pageBehind, walkRows } from './walk-rows.js';

describe('pageBehind', () => {
  it('repeats a row, and needs few pages more than there are', () => {
    let walked = 0;
    let pages = 0;
    for (; walked < 100_000; pages++) {
      const { page, limit } = pageBehind(walked);
      expect((page - 1) * limit).toBeLessThanOrEqual(Math.max(0, walked - 1));
      expect(page * limit).toBeGreaterThan(walked);
      expect(limit).toBeLessThanOrEqual(250);
      walked = page * limit;
    }
    expect(pages).toBeLessThan(1.1 * (100_000 / 250));
  });
});

describe('walkRows', () => {
  it('gives every row that stands all the time, and none twice, while others come and go', async () => {
    const someChange = fc.record({ gone: fc.array(fc.nat(2000), { maxLength: 40 }), come: fc.nat(30) });
    await fc.assert(
      fc.asyncProperty(fc.nat(1500), fc.array(someChange, { maxLength: 12 }), async (size, changes) => {
        let list = Array.from({ length: size }, (_, id) => id);
        let next = size;
        const left = [...changes];
        const read = ({ page, limit }: { page: number; limit: number }) => {
          const rows = list.slice((page - 1) * limit, page * limit);
          const change = left.shift();
          if (change) {
            const gone = new Set(change.gone.map((at) => list[at % Math.max(1, list.length)]));
            list = list.filter((id) => !gone.has(id));
            for (let at = 0; at < change.come; at++) list.push(next++);
          }
          return Promise.resolve({ rows, isLast: rows.length < limit });
        };
        const walked: number[] = [];
        for await (const rows of walkRows(read, (id) => id)) walked.push(...rows);
        expect(new Set(walked).size).toBe(walked.length);
        expect(list.filter((id) => id < size && !walked.includes(id))).toEqual([]);
      }),
    );
  });

  const long = Array.from({ length: 120 }, (_, id) => id);
  const walkBy = async (read: Parameters<typeof walkRows<number>>[0]) => {
    const walked: number[] = [];
    for await (const rows of walkRows(read, (id) => id)) walked.push(...rows);
    return walked;
  };

  it('goes on by smaller pages where a page is cut although more rows follow', async () => {
    const read = ({ page, limit }: { page: number; limit: number }) => {
      const size = Math.min(limit, 50);
      return Promise.resolve({
        rows: long.slice((page - 1) * size, page * size),
        isLast: page * size >= long.length,
      });
    };
    expect(await walkBy(read)).toEqual(long);
  });

  it('gives up where pages never join, instead of leaving rows out', async () => {
    const read = ({ page }: { page: number }) =>
      Promise.resolve({ rows: long.slice((page - 1) * 50, page * 50), isLast: page > 2 });
    await expect(walkBy(read)).rejects.toThrow('do not join');
  });
});
