import { expect, it } from '@jest/globals';
import { isHigher } from './compare-versions.js';

it.each([
  ['1.0.1', '1.0.0', true],
  ['1.10.0', '1.9.9', true],
  ['2', '1.9', true],
  ['1.0', '1', false],
  ['1.0.0', '1.0.0', false],
  ['0.9', '1.0', false],
])('%s is above %s: %s', (version, than, found) => {
  expect(isHigher(version, than)).toBe(found);
});
