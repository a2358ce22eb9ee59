import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideChange, isBelieved, type Known } from './decide-change.js';

interface Card {
  stage: number;
  tags: string[];
}
const card = fc.record<Card>({
  stage: fc.integer({ min: 1, max: 3 }),
  tags: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
});
const reading = fc.option(card, { nil: null, freq: 4 });

/** What is known after a reading. */
function after(known: Known<Card> | null, read: Card | null): Known<Card> | null {
  const change = decideChange(known, read);
  if (!change) return known;
  const { version } = change;
  if (change.after) return { state: change.after, version, goneAt: null };
  return { state: known?.state ?? { stage: 0, tags: [] }, version, goneAt: 1 };
}

describe('decideChange', () => {
  it('ends at the last reading, whatever came before, and a repeated reading changes nothing', () => {
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1 }), (readings) => {
        let known: Known<Card> | null = null;
        for (const read of readings) {
          const next = after(known, read);
          expect((next?.version ?? 0) - (known?.version ?? 0)).toBeLessThanOrEqual(1);
          known = next;
          expect(decideChange(known, read)).toBeNull();
        }
        const last = readings.at(-1) ?? null;
        if (last) expect(known).toMatchObject({ state: last, goneAt: null });
        else expect(known?.goneAt).not.toBe(null);
      }),
    );
  });

  it('names what differs', () => {
    const known = { state: { stage: 1, tags: ['a'] }, version: 4, goneAt: null };
    expect(decideChange(known, { stage: 2, tags: ['a'] })).toEqual({
      ...{ version: 5, before: known.state, after: { stage: 2, tags: ['a'] }, attributes: ['stage'] },
    });
    expect(decideChange(known, null)).toEqual({
      ...{ version: 5, before: known.state, after: null, attributes: [] },
    });
    expect(decideChange({ ...known, goneAt: 7 }, known.state)?.before).toBeNull();
  });

  it('reports a card that is gone before its first reading, once', () => {
    const change = { version: 1, before: null, after: null, attributes: [] };
    expect(decideChange(null, null)).toEqual(change);
    expect(decideChange({ state: {}, version: 1, goneAt: 7 }, null)).toBeNull();
  });
});

describe('isBelieved', () => {
  it.each<[string, Parameters<typeof isBelieved>, boolean]>([
    ['a row as new as the hint', [{ updatedAt: 5 }, { changedAt: 5, knownUpdatedAt: null }], true],
    ['a row older than the hint', [{ updatedAt: 4 }, { changedAt: 5, knownUpdatedAt: null }], false],
    ['a row older than what is known', [{ updatedAt: 4 }, { changedAt: null, knownUpdatedAt: 5 }], false],
    [
      'a row nobody can hold against anything',
      [{ updatedAt: 1 }, { changedAt: null, knownUpdatedAt: null }],
      true,
    ],
    ['a missing row', [undefined, { changedAt: null, knownUpdatedAt: null }], false],
  ])('says of %s', (_name, given, expected) => {
    expect(isBelieved(...given)).toBe(expected);
  });
});
