import { describe, expect, it } from '@jest/globals';
import { chooseOwner } from './choose-owner.js';

describe('chooseOwner', () => {
  it.each([
    ['nobody is named', [null, 2], [2], null, null],
    ['the owner is there', [1, 2], [2], 1, null],
    ['the owner is gone, the stand-in is there', [1, 2], [1], 2, 1],
    ['both are gone', [1, 2], [1, 2], null, 1],
    ['they are one and the same', [1, 1], [1], null, 1],
    ['there is no stand-in', [1, null], [1], null, 1],
  ] as const)('%s', (_name, [ownerId, standInId], gone: readonly number[], chosen, goneId) => {
    expect(chooseOwner({ ownerId, standInId }, (id) => gone.includes(id))).toEqual({
      ownerId: chosen,
      goneId,
    });
  });
});
