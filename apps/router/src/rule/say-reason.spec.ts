import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
import { routingRules } from './routing-rules.js';
import { sayReason } from './say-reason.js';

const words = (reason: Parameters<typeof sayReason>[0]) => {
  const text = sayReason(reason);
  return text && say(text, 'ru');
};

describe('sayReason', () => {
  it('says every check of every rule', () => {
    const checks = routingRules.flatMap((rule) => Object.keys(rule.words));
    expect(new Set(checks).size).toBeGreaterThan(12);
    for (const check of checks) expect(words({ check, found: 'new-word', value: 'Казань' })).not.toMatch(/…/);
  });

  it('has words for every obstacle, whose one check has its name', () => {
    for (const rule of routingRules)
      if ('hinders' in rule) expect(Object.keys(rule.words)).toEqual([rule.name]);
  });

  it.each([
    [
      { check: 'hours', found: 'outside-hours', value: 'Казань', until: '2026-12-01T06:00:00.000Z' },
      /закрыт до 01.12.2026 06:00/,
    ],
    [{ check: 'quota', found: 'full', value: 'Казань' }, /исчерпана\.$/],
    [{ check: 'region', found: 'no-branch', value: 'Марс' }, /Для «Марс» филиала нет/],
    [{ check: 'choice', found: 'not-round-robin', value: 'Казань' }, /не его очередь/],
    [{ check: 'operator', found: 'assigned', value: 'Анна' }, /оператор \(Анна\)/],
  ])('says %j', (reason, text) => {
    expect(words(reason)).toMatch(text);
  });

  it('has no words for what it does not know', () => {
    expect(sayReason({ check: 'horoscope', found: 'bad' })).toBeNull();
  });
});
