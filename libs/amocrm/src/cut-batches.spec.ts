import { describe, expect, it } from '@jest/globals';
import { cutBatches, matchAnswers, namedBy, namesOf, refusedPositions } from './cut-batches.js';

const errors = [{ code: 'NotBlank', path: 'name', detail: '' }];

describe('cutBatches', () => {
  it('keeps the order and cuts to the size', () => {
    expect(cutBatches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(cutBatches([], 2)).toEqual([]);
  });
});

describe('refusedPositions', () => {
  it.each([
    ['our own ids', [{ requestId: '1', errors }], [[1, errors]]],
    ['a foreign id', [{ requestId: 'lead', errors }], null],
    ['an id beyond the batch', [{ requestId: '3', errors }], null],
    ['no id', [{ requestId: null, errors }], null],
    ['no items', [], null],
  ])('reads %s', (_name, items, expected) => {
    expect(refusedPositions(items, 3)).toEqual(expected && new Map(expected as [number, typeof errors][]));
  });
});

describe('matchAnswers', () => {
  const row = (value: string, ...ids: string[]) => ({ ids, value });

  it.each([
    ['by the ids echoed', [row('b', '1'), row('a', '0')], 2, ['a', 'b']],
    ['by order without ids', [row('a'), row('b')], 2, ['a', 'b']],
    ['one answer for merged items', [row('a', '0', '1')], 2, ['a', 'a']],
    ['a missing answer', [row('a', '0')], 2, ['a', undefined]],
    ['another one twice', [row('a', '0'), row('a', '0')], 2, ['a', undefined]],
    ['a row that says nothing', [row('a', '0'), { ids: [], value: undefined }], 2, ['a', undefined]],
    ['such a row, by order', [row('a'), { ids: [], value: undefined }], 2, ['a', undefined]],
    ['too few without ids', [row('a')], 2, [undefined, undefined]],
    ['foreign ids', [row('a', 'x')], 1, [undefined]],
  ])('%s', (_name, answered, size, expected) => {
    const made = namesOf('POST', Array<object>(size).fill({}));
    expect(matchAnswers(answered, made)).toEqual(expected);
  });

  it('knows changed cards by their ids, whatever the order, and none by one that is missing', () => {
    const names = namesOf('PATCH', [{ id: 5 }, { id: 7 }]);
    const answer = (...ids: number[]) =>
      ids.map((id) => ({ ids: namedBy('PATCH', { id, request_id: '0' }), value: id }));
    expect(matchAnswers(answer(7, 5), names)).toEqual([5, 7]);
    expect(matchAnswers(answer(7, 8), names)).toEqual([undefined, 7]);
  });
});
