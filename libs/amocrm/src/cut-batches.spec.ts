import { describe, expect, it } from '@jest/globals';
import { cutBatches, refusedPositions } from './cut-batches.js';

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
