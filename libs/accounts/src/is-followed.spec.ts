import { describe, expect, it } from '@jest/globals';
import { isFollowed } from './is-followed.js';

describe('isFollowed', () => {
  it.each([
    [[], [], true],
    [['кухни'], ['кухни'], true],
    [['кухни', 'шкафы'], ['шкафы'], true],
    [['кухни'], ['шкафы'], false],
    [['кухни'], [], false],
    [[], ['кухни'], false],
  ])('groups %j and %j: %s', (reference, account, expected) => {
    expect(isFollowed({ groups: reference }, { groups: account })).toBe(expected);
  });
});
