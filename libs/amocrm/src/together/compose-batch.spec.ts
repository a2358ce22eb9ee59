import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeBatch, type Batchable } from './compose-batch.js';

interface Call extends Batchable {
  at: number;
}

const queue = fc
  .array(
    fc.record({
      group: fc.constantFrom('PATCH leads', 'POST notes', 'read leads'),
      cards: fc.uniqueArray(fc.constantFrom('leads 1', 'leads 2', 'leads 3', 'contacts 1', 'term a'), {
        maxLength: 2,
      }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((calls) => calls.map((call, at): Call => ({ ...call, at })));
const most = fc.integer({ min: 1, max: 10 });

describe('composeBatch', () => {
  it('takes calls of the leader’s group in their order, as many as allowed, no card twice', () => {
    fc.assert(
      fc.property(queue, most, (waiting, limit) => {
        const [leader] = waiting as [Call];
        const batch = composeBatch(leader, waiting, { most: limit, busy: [] });
        expect(batch[0]).toBe(leader);
        expect(batch.length).toBeLessThanOrEqual(limit);
        expect(batch.map(({ at }) => at)).toEqual([...batch.map(({ at }) => at)].sort((a, b) => a - b));
        expect(batch.every(({ group }) => group === leader.group)).toBe(true);
        const cards = batch.flatMap((call) => call.cards);
        expect(cards).toEqual([...new Set(cards)]);
      }),
    );
  });

  it('lets no call overtake an earlier one about the same card', () => {
    fc.assert(
      fc.property(queue, most, (waiting, limit) => {
        const batch = composeBatch(waiting[0]!, waiting, { most: limit, busy: [] });
        const left = waiting.filter((call) => !batch.includes(call));
        for (const rider of batch)
          for (const behind of left)
            if (behind.at < rider.at)
              expect(behind.cards.filter((card) => rider.cards.includes(card))).toEqual([]);
      }),
    );
  });

  it('leaves nobody behind without a reason', () => {
    fc.assert(
      fc.property(queue, (waiting) => {
        const leader = waiting[0]!;
        const batch = composeBatch(leader, waiting, { most: waiting.length, busy: [] });
        for (const behind of waiting.filter((call) => !batch.includes(call))) {
          const earlier = waiting.filter(({ at }) => at < behind.at).flatMap(({ cards }) => cards);
          const isBlocked = behind.cards.some((card) => earlier.includes(card));
          expect(isBlocked || behind.group !== leader.group).toBe(true);
        }
      }),
    );
  });

  it('takes nobody along whose card is on its way, nor anybody behind them', () => {
    const call = (...cards: string[]) => ({ group: 'PATCH leads', cards });
    const [leader, first, second, third] = [call('a'), call('b', 'c'), call('c'), call('d')];
    const waiting = [leader, first, second, third];
    expect(composeBatch(leader, waiting, { most: 50, busy: ['b'] })).toEqual([leader, third]);
  });
});
