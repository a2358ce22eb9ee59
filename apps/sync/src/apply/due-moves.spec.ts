import { describe, expect, it } from '@jest/globals';
import { dueMoves } from './due-moves.js';

const [early, late] = [new Date('2026-03-02T10:00:00Z'), new Date('2026-03-02T10:01:00Z')];
const begun = (begunAt: Date) => ({ begunAt, isMoved: false });
const moved = { begunAt: early, isMoved: true };

describe('dueMoves', () => {
  it.each([
    ['a deal that nobody moved', true, undefined, { move: [1] }],
    ['a deal that stands elsewhere', false, undefined, {}],
    ['a deal that was moved and put back by a person', true, moved, {}],
    ['a deal that was moved and taken on', false, moved, {}],
    ['a deal whose call was not answered and did it', false, begun(late), { moved: [1] }],
    ['a deal whose call may still be on its way', true, begun(late), { onItsWaySince: late }],
    ['a deal whose call can do nothing any more', true, begun(early), { move: [1] }],
  ])('%s', (_, isThere, known, due) => {
    const record = new Map(known ? [[1, known]] : []);
    const mayArrive = (begunAt: Date) => begunAt >= late;
    expect(dueMoves([{ id: 1, isThere }], record, mayArrive)).toEqual({
      ...{ move: [], moved: [], onItsWaySince: null },
      ...due,
    });
  });
});
