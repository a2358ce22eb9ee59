import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { authorOf } from './author-of.js';
import { decideChange } from './decide-change.js';

const before = { pipelineId: 1, statusId: 11, ownerId: 5, price: 0, lossReasonId: null as number | null };
const state = { ...before, closedAt: null as number | null, updatedAt: 90 };
const found = (values: Partial<typeof state>) =>
  decideChange({ state, version: 1, goneAt: null }, { ...state, updatedAt: 100, ...values })!;
const by = (changedFrom: object) => ({ changedBy: 3, changedFrom });

describe('authorOf', () => {
  it.each<[string, object, Partial<typeof state>]>([
    ['the stage that it replaced', { statusId: 11 }, { statusId: 12 }],
    ['the stage and what follows it', { statusId: 11 }, { statusId: 142, closedAt: 100 }],
    ['another pipeline', { pipelineId: 1, statusId: 11 }, { pipelineId: 2, statusId: 20 }],
    ['the owner', { ownerId: 5 }, { ownerId: 6 }],
    ['nothing but the moment', {}, {}],
  ])('believes a report of %s', (_, changedFrom, values) => {
    expect(authorOf(by(changedFrom), found(values))).toBe(3);
  });

  it.each<[string, object, Partial<typeof state>]>([
    ['another stage than was known', { statusId: 12 }, { statusId: 13 }],
    ['no stage where that differs', { ownerId: 5 }, { statusId: 12, ownerId: 6 }],
    ['a stage, and a loss reason is there as well', { statusId: 11 }, { statusId: 143, lossReasonId: 8 }],
    ['nothing, and the price differs', {}, { price: 7 }],
    ['no pipeline where that differs', { statusId: 11 }, { pipelineId: 2, statusId: 20 }],
    ['another stage, and the lead is closed', {}, { closedAt: 100 }],
  ])('does not believe a report of %s', (_, changedFrom, values) => {
    expect(authorOf(by(changedFrom), found(values))).toBeNull();
  });

  it('believes in the author of a new card where its creation is reported', () => {
    const made = decideChange(null, state)!;
    expect(authorOf(by({ isNew: true }), made)).toBe(3);
    expect(authorOf(by({ statusId: 11 }), made)).toBeNull();
  });

  it('never names one person for what another did last, whichever reports were lost', () => {
    const small = fc.integer({ min: 1, max: 3 });
    const step = fc.record({
      ...{
        by: small,
        attribute: fc.constantFrom('statusId', 'ownerId', 'price', 'lossReasonId'),
        value: small,
      },
      isLost: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const was: Record<string, number | null> = { statusId: 1, ownerId: 1, price: 1, lossReasonId: null };
        const now = { ...was };
        const authors = new Map<string, number>();
        let last = null as { changedBy: number; changedFrom: object } | null;
        for (const { by: changedBy, attribute, value, isLost } of steps) {
          if (now[attribute] === value) continue;
          const isSaid = attribute === 'statusId' || attribute === 'ownerId';
          // A report counts for a reading alone that shows no later change (`judgeReading`).
          last = isLost ? null : { changedBy, changedFrom: isSaid ? { [attribute]: now[attribute] } : {} };
          now[attribute] = value;
          authors.set(attribute, changedBy);
        }
        const change = decideChange({ state: was, version: 1, goneAt: null }, now);
        const author = last && change && authorOf(last, change);
        if (author === null) return;
        for (const name of change!.attributes) expect(authors.get(name)).toBe(author);
      }),
    );
  });
});
