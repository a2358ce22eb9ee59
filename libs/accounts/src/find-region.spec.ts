import { describe, expect, it } from '@jest/globals';
import { coversRegion } from './find-region.js';

describe('coversRegion', () => {
  const regions = [
    { name: 'Ростов-на-Дону', aliases: ['Ростов'] },
    { name: 'Орёл', aliases: [] },
  ];

  it.each([
    ['ростов на дону', true],
    ['РОСТОВ', true],
    [' Орел ', true],
    ['Орёл'.normalize('NFD'), true],
    ['Орёл\u00a0', true],
    ['Ростовская область', false],
    ['', false],
  ])('%j → %s', (text, covered) => {
    expect(coversRegion(regions, text)).toBe(covered);
  });
});
