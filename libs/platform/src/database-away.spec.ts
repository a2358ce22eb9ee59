import { describe, expect, it } from '@jest/globals';
import { isDatabaseAway } from './database-away.js';

const failed = (code?: string) =>
  Object.assign(new Error('query failed'), { driverError: code === undefined ? {} : { code } });
const refused = (code: string) => Object.assign(new Error('connect'), { code });

describe('isDatabaseAway', () => {
  it.each([
    [refused('ECONNREFUSED'), true],
    [refused('ECONNRESET'), true],
    [failed('57P01'), true],
    [failed('57P03'), true],
    [failed('08006'), true],
    [failed('53100'), false],
    [failed('53300'), true],
    [new Error('timeout exceeded when trying to connect'), true],
    [failed(), true],
    [failed('23505'), false],
    [failed('22003'), false],
    [refused('ERR_INVALID_ARG_TYPE'), false],
    [new TypeError('x'), false],
    ['text', false],
  ])('of %p is %p', (error, expected) => {
    expect(isDatabaseAway(error)).toBe(expected);
  });
});
