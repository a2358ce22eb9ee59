import { describe, expect, it } from '@jest/globals';
import { seeCard, type Reading } from './see-card.js';

const stage = (pipelineId: number, statusId: number) => ({ pipelineId, statusId });
const places = { first: stage(10, 11), back: stage(10, 14), handedOver: stage(4, 5) };
const at = (second: number) => new Date(second * 1000);
const reading = (own: Partial<Reading>): Reading => ({
  ...stage(10, 12),
  ...{ goneAt: null, updatedAt: 1_000, readAt: at(1_000), ...own },
});
const never = { hqWroteAt: null, hqMovedAt: null, cardFrom: stage(4, 6) };
const seen = (own: Partial<Reading>) => seeCard(reading(own), never, places)?.at;

describe('seeCard', () => {
  it('says how far HQ is', () => {
    expect([
      seen(stage(10, 11)),
      seen({}),
      seen(stage(10, 14)),
      seen(stage(4, 5)),
      seen(stage(6, 7)),
    ]).toEqual([...['first', 'later', 'back', 'back', 'elsewhere']]);
    expect([seen({ statusId: 142 }), seen({ statusId: 143 }), seen({ goneAt: 5 })]).toEqual([
      'won',
      'lost',
      'gone',
    ]);
    expect(seeCard(reading({}), never, places)?.place).toEqual(stage(10, 12));
  });

  it('takes the handed-over stage for the way back of the HQ lead of a trail alone', () => {
    const made = { ...never, cardFrom: null };
    expect(seeCard(reading(stage(4, 5)), made, places)?.at).toBe('elsewhere');
    expect(seeCard(reading(stage(10, 14)), made, places)?.at).toBe('back');
  });

  it('believes no reading from before the hub’s own move, and in the same second one that began behind it', () => {
    const move = { ...never, hqWroteAt: 1_000, hqMovedAt: at(1_000.5) };
    expect(seeCard(reading({ updatedAt: 990, readAt: at(995) }), move, places)).toBeNull();
    expect(seeCard(reading({ readAt: at(1_000.1) }), move, places)).toBeNull();
    expect(seeCard(reading({ readAt: at(1_000.9) }), move, places)).not.toBeNull();
    expect(seeCard(reading({ updatedAt: 1_001, readAt: at(1_000.4) }), move, places)).not.toBeNull();
    expect(seeCard(reading({ goneAt: 900 }), move, places)?.at).toBe('gone');
    // The answer to the move did not say its second.
    expect(seeCard(reading({ updatedAt: 2_000 }), { ...move, hqWroteAt: null }, places)).toBeNull();
  });
});
