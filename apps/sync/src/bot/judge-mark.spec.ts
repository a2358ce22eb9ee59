import { expect, it } from '@jest/globals';
import { judgeMark } from './judge-mark.js';

const field = (value: unknown, field_code: string | null = 'HUB_BOT') => ({
  field_code,
  values: [{ value }],
});

it.each([
  ['its own mark', [field('x', null), field('hub-1')], { verdict: 'ran' }],
  ['the mark of another delivery', [field('hub-2')], { verdict: 'other', found: 'hub-2' }],
  ['no mark', [field('')], { verdict: 'unmarked' }],
  ['no such field', [field('hub-1', null)], { verdict: 'unmarked' }],
])('a lead with %s', (_, fields, verdict) => {
  expect(judgeMark('hub-1', fields)).toEqual(verdict);
});
