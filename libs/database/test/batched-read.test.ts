import { setImmediate as immediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BatchedRead } from '@hub/database';

/** Reads that end one after the other, when the test says so. */
function openReads() {
  const batches: (readonly number[])[] = [];
  const ends: (() => void)[] = [];
  const reads = new BatchedRead<number, string>(
    (keys) =>
      new Promise((resolve) => {
        batches.push(keys);
        ends.push(() => resolve(keys.map((key) => `<${key}>`)));
      }),
    3,
  );
  return { reads, batches, end: (at: number) => (ends[at]?.(), immediate()) };
}

describe('BatchedRead', () => {
  it('asks together for the keys of one turn, and for those that come while it reads', async () => {
    const { reads, batches, end } = openReads();
    const first = [1, 2].map((key) => reads.of(key));
    expect(batches).toEqual([]);
    await immediate();
    expect(batches).toEqual([[1, 2]]);
    const others = [3, 4, 5, 6].map((key) => reads.of(key));
    await end(0);
    expect(await Promise.all(first)).toEqual(['<1>', '<2>']);
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    await end(1);
    expect(await Promise.all(others.slice(0, 3))).toEqual(['<3>', '<4>', '<5>']);
    await end(2);
    expect(await others[3]).toBe('<6>');
    const later = reads.of(7);
    await immediate();
    await end(3);
    expect(await later).toBe('<7>');
    expect(batches).toEqual([[1, 2], [3, 4, 5], [6], [7]]);
  });

  it('fails alone what cannot be read, and goes on', async () => {
    const reads = new BatchedRead<number, string>((keys) =>
      keys.includes(3) ? Promise.reject(new Error('three')) : Promise.resolve(keys.map(String)),
    );
    const answers = await Promise.allSettled([1, 2, 3, 4].map((key) => reads.of(key)));
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      '1',
      '2',
      'Error: three',
      '4',
    ]);
    expect(await reads.of(5)).toBe('5');
  });

  it('gives each caller the answer to its own key, whatever is asked when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5)), fc.scheduler(), async (keys, scheduler) => {
        const reads = new BatchedRead<number, number>((batch) =>
          scheduler.schedule(Promise.resolve(batch.map((key) => key * 10))),
        );
        const answers = Promise.all(
          keys.map((key) => scheduler.schedule(Promise.resolve()).then(() => reads.of(key))),
        );
        await scheduler.waitFor(answers);
        expect(await answers).toEqual(keys.map((key) => key * 10));
      }),
    );
  });
});
