import { describe, expect, it } from '@jest/globals';
import { message } from './message.js';
import { localeOf, say } from './say.js';

describe('say', () => {
  it('fills the facts in, in each language', () => {
    const alarm = message('alarms.token-ends-soon', { endsAt: '1.12.2026' });
    expect(say(alarm, 'ru')).toContain('до 1.12.2026');
    expect(say(alarm, 'en')).toContain('until 1.12.2026');
  });

  it('says nested messages in the same language and joins lists', () => {
    const nested = message('alarms.reconnect-needed', {
      reason: [message('problems.no-such-route'), 'x'],
    });
    expect(say(nested, 'ru')).toContain('Такого адреса в API нет. Список адресов: /api/docs., x');
  });

  it('says a moment to the minute', () => {
    const since = message('alarms.account-unpolled', { since: '2026-12-01T12:27:10.087Z' });
    expect(say(since, 'ru')).toContain('с 01.12.2026 12:27 (UTC)');
    expect(say(since, 'en')).toContain('since 2026-12-01 12:27 (UTC)');
  });

  it('ends a sentence once when a fact brings its own full stop', () => {
    const ended = (reason: string) => say(message('rollouts.plan-ended', { reason }), 'ru');
    expect(ended('amoCRM отказала. Повторите.')).toBe(ended('amoCRM отказала. Повторите'));
    expect(ended('Повторите.')).toContain('Повторите. Устраните');
    expect(ended('Жду...')).toContain('Жду... Устраните');
    const noted = message('cards.escalation-note', { branch: 'Уфа', reason: 'жду..', link: 'x' });
    expect(say(noted, 'ru')).toContain('жду..\nx');
  });

  it('shows a missing fact as «…» and an unknown key as it is, because a text must not stop the work', () => {
    expect(say(message('alarms.reconnect-needed'), 'ru')).toContain('(…)');
    expect(say(JSON.parse('{"key":"old.gone","facts":{}}'), 'ru')).toBe('old.gone');
  });
});

describe('localeOf', () => {
  it.each([
    [undefined, 'ru'],
    ['', 'ru'],
    ['en-GB,en;q=0.9', 'en'],
    ['de,en;q=0.5,ru;q=0.7', 'ru'],
    ['en;q=0,ru', 'ru'],
    ['fr', 'ru'],
  ])('%s gives %s', (header, locale) => {
    expect(localeOf(header, 'ru')).toBe(locale);
  });
});
