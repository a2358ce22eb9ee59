import { describe, expect, it } from '@jest/globals';
import { replacedStarts, startersOfOld, type Starting } from './replaced-starts.js';

const named = (id: string, amoBotId: number | null) => {
  return { id, referenceId: 'r', name: `Бот ${id}`, amoBotId };
};
const bots = new Map([named('a', 10), named('b', 20), named('c', null)].map((bot) => [bot.id, bot]));
const delivery = (id: string, amoBotId: number | null, started: Record<string, string> | null = {}) => {
  return { id, botId: id.slice(0, 1), version: 1, amoBotId, started };
};
// The bot `a` starts the bot `b`, which the branch has as 200 and since its second delivery as 201.
const a1 = delivery('a1', 100, { 20: '200' });
const [b1, b2] = [delivery('b1', 200), delivery('b2', 201)];
const starting = (all: Starting['all'], more: Partial<Starting> = {}): Starting => ({
  ...{ all, bots, circleOf: () => [] },
  startsOf: ({ botId }) => (botId === 'a' ? ['20'] : []),
  ...more,
});
const circleOf = (): string[] => ['a', 'b'];

describe('replacedStarts', () => {
  it('names a bot once its later import is declared, until its starter is delivered again', () => {
    expect(replacedStarts(a1, starting([a1, b1]))).toEqual([]);
    expect(replacedStarts(a1, starting([delivery('b2', null), a1, b1]))).toEqual([]);
    expect(replacedStarts(a1, starting([b2, a1, b1]))).toEqual(['Бот b']);
    // Delivered before its starter, and declared after it.
    expect(replacedStarts(a1, starting([a1, b2, b1]))).toEqual(['Бот b']);
    expect(replacedStarts(delivery('a2', null, { 20: '201' }), starting([b2, a1, b1]))).toEqual([]);
  });

  it('names nothing that is chosen by hand, unknown, or of before the starts were kept', () => {
    expect(replacedStarts(a1, starting([b2, a1, b1], { circleOf }))).toEqual([]);
    expect(replacedStarts({ ...a1, started: { 99: '1' } }, starting([b2, a1, b1]))).toEqual([]);
    expect(replacedStarts({ ...a1, started: null }, starting([b2, a1, b1]))).toEqual([]);
  });
});

describe('startersOfOld', () => {
  it('names who has to follow before the old bot is switched off', () => {
    expect(startersOfOld(delivery('b2', null), starting([delivery('b2', null), a1, b1]))).toEqual(['Бот a']);
    expect(startersOfOld(b2, starting([b2, a1, b1]))).toEqual(['Бот a']);
    const a2 = delivery('a2', null, { 20: '201' });
    expect(startersOfOld(b2, starting([a2, b2, a1, b1]))).toEqual([]);
    expect(startersOfOld(b2, starting([a2, b2, a1, b1], { circleOf }))).toEqual(['Бот a']);
    expect(startersOfOld(a1, starting([b2, a1, b1]))).toEqual([]);
  });

  it('takes a starter of before the starts were kept for one that has to follow', () => {
    const old = delivery('a1', 100, null);
    expect(startersOfOld(b2, starting([b2, old, b1]))).toEqual(['Бот a']);
  });
});
