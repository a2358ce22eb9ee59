import { describe, expect, it } from '@jest/globals';
import { judgeReading } from './judge-reading.js';

const card = {
  ...{ entityId: 7, changedAt: 100, changedBy: 3, changedFrom: { statusId: 1 }, isDeletionReported: false },
  ...{ absentReads: 0, absentSince: null },
};
const at = (seconds: number) => new Date(seconds * 1000);

describe('judgeReading', () => {
  it('takes a card that was found, with what was reported of the change that it shows', () => {
    const reported = { changedBy: 3, changedFrom: { statusId: 1 } };
    const answer = (updatedAt: number) => judgeReading(card, { updatedAt }, at(101)).reading;
    expect(answer(100)).toEqual({ id: 7, state: { updatedAt: 100 }, reported });
    expect(answer(101)).toEqual({ id: 7, state: { updatedAt: 101 } });
  });

  it('looks again for one that was not found, and believes that it is gone after two minutes', () => {
    expect(judgeReading(card, null, at(10))).toEqual({
      ...{ card, putOff: { dueAt: at(15), absentReads: 1, absentSince: at(10) } },
    });
    const late = { ...card, absentReads: 5, absentSince: at(10) };
    expect(judgeReading(late, null, at(121)).reading).toEqual({ id: 7, state: null, authorId: null });
  });

  it('dates a deletion by the event that reports it, and names who did it', () => {
    const reported = { ...card, isDeletionReported: true, absentReads: 1, absentSince: at(100) };
    expect(judgeReading(reported, null, at(131)).reading).toMatchObject({
      ...{ state: null, goneAt: 100, authorId: 3 },
    });
  });
});
