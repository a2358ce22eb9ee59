import { describe, expect, it } from '@jest/globals';
import { regionOfPhone } from './phone-codes.js';
import { RegionReader } from './region-reader.js';

describe('regionOfPhone', () => {
  it.each([
    ['+78462000000', 'Самарская область'],
    ['+78482112233', 'Самарская область'],
    ['+78185344444', 'Ненецкий автономный округ'],
    ['+78182222222', 'Архангельская область'],
    ['+74951234567', null],
    ['+79171234567', null],
    ['+77272123456', null],
    ['+375171234567', null],
    ['8462000000', null],
  ])('%s → %s', (number, region) => {
    expect(regionOfPhone(number)).toBe(region);
    if (region !== null) expect(RegionReader.names).toContain(region);
  });
});
