import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrangeStages, type PresentStage } from './arrange-stages.js';
import { longestIncreasing } from './arrange.js';

const present = (keys: readonly string[]): PresentStage[] =>
  keys.map((key, at) => ({ key, sort: 20 + 10 * at }));

/** amoCRM's part: insert, then renumber. Equal numbers are put in the unlucky order. */
function play(line: PresentStage[], writes: readonly PresentStage[]): PresentStage[] {
  const written = new Set(writes.map(({ key }) => key));
  const all = [...writes.toReversed(), ...line.filter(({ key }) => !written.has(key))];
  return present(all.sort((a, b) => a.sort - b.sort).map(({ key }) => key));
}

describe('arrangeStages', () => {
  it('reaches the wanted order with the fewest moves, own stages in their order', () => {
    const keys = 'abcdefghijklmnopqrstuvwx'.split('');
    const line = fc.shuffledSubarray([...keys, 'X', 'Y', 'Z']);
    fc.assert(
      fc.property(fc.shuffledSubarray(keys, { minLength: 1 }), line, (wanted, start) => {
        const places = [...arrangeStages(wanted, present(start))];
        let now = present(start);
        const isNew = ([key]: (typeof places)[number]) => !start.includes(key);
        const waves = Math.max(-1, ...places.filter(isNew).map(([, { wave }]) => wave));
        for (let wave = 0; wave <= waves; wave++)
          now = play(
            now,
            places
              .filter(isNew)
              .filter(([, place]) => place.wave === wave)
              .map(([key, { sort }]) => ({ key, sort })),
          );
        const moves = places.filter((place) => !isNew(place));
        for (const [key, { sort }] of moves) now = play(now, [{ key, sort }]);

        const order = now.map(({ key }) => key);
        expect(order.filter((key) => wanted.includes(key))).toEqual(wanted);
        expect(order.filter((key) => !wanted.includes(key))).toEqual(
          start.filter((key) => !wanted.includes(key)),
        );
        const known = wanted.filter((key) => start.includes(key));
        expect(moves).toHaveLength(
          known.length - longestIncreasing(known.map((key) => start.indexOf(key))).length,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('needs one call for up to nine new stages in one gap, two for ten', () => {
    const ends = present(['first', 'last']);
    const between = (count: number) => Array.from({ length: count }, (_, at) => `new ${at}`);
    const waves = (count: number) =>
      new Set([...arrangeStages(['first', ...between(count), 'last'], ends).values()].map(({ wave }) => wave))
        .size;
    expect([waves(1), waves(9), waves(10), waves(18), waves(19)]).toEqual([1, 1, 2, 2, 3]);
  });
});
