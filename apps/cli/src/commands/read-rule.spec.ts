import { describe, expect, it } from '@jest/globals';
import { readQuestion, readRule } from './read-rule.js';

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

describe('readQuestion', () => {
  it('reads kind and key, and nothing less', () => {
    expect(readQuestion('stage:Продажи/Новая')).toEqual({ kind: 'stage', key: 'Продажи/Новая' });
    for (const half of ['stage', 'stage:', ':Продажи']) expect(() => readQuestion(half)).toThrow();
  });
});
