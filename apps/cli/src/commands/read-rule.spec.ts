import { describe, expect, it } from '@jest/globals';
import { readRule } from './read-rule.js';

describe('readRule', () => {
  it.each([
    ['tag', { kind: 'tag' }],
    ['pipeline:Воронка', { kind: 'pipeline', key: 'Воронка' }],
    ['tag:leads/время: день', { kind: 'tag', key: 'leads/время: день' }],
  ])('reads %s', (words, rule) => expect(readRule(words)).toEqual(rule));

  it.each(['', ':', 'tag:', ':leads/VIP'])('refuses «%s»', (words) => {
    expect(() => readRule(words)).toThrow();
  });
});
