import { describe, expect, it } from '@jest/globals';
import { message, say } from '@hub/messages';
import { sayWaiting } from './say-waiting.js';

const lead = { leadId: 15_001, reason: null, branchName: null, leads: null, old: null };

describe('sayWaiting', () => {
  it.each([
    ['no-branch', 'Марс', 'нет филиала для «Марс»'],
    ['several-branches', 'Москва', 'подходит несколько филиалов'],
    ['paused', 'Казань', 'филиал «Казань» приостановлен'],
    ['closed', 'Казань', 'филиал «Казань» закрыт'],
    ['missing', 'Казань', 'не указано, куда передавать'],
    ['cancelled', 'ошиблись филиалом', 'передачу отменили (ошиблись филиалом)'],
    ['is-intake', 'Казань', 'сама воронка входящих'],
    ['inside-hq', 'Казань', 'внутри аккаунта головного офиса'],
  ])('says why a person decides: %s', (found, value, words) => {
    const reason = { check: 'branch', found, value } as const;
    const text = say(sayWaiting({ ...lead, cause: 'lead-manual', reason }), 'ru');
    expect(text).toContain('Сделка №15001');
    expect(text).toContain(words);
  });

  it('says what it does not know by its own name', () => {
    const reason = { check: 'branch', found: 'new-cause' } as const;
    expect(say(sayWaiting({ ...lead, cause: 'lead-manual', reason }), 'ru')).toContain('new_cause');
  });

  it.each([
    ['lead-not-left', 'joined', 'пусть филиал закроет её'],
    ['lead-not-left', 'untaken', 'не взяли вовремя'],
    ['lead-not-left', 'kept', 'Филиал от неё отказался'],
    ['lead-not-left', 'in-intake', 'стоит во входящей воронке'],
    ['lead-not-left', 'in-branch', 'в воронке другого филиала'],
    ['lead-not-left', 'asked', 'Проверьте подключение'],
    ['lead-in-two', 'open', 'открыта в двух филиалах'],
    ['lead-in-two', 'one-deal', 'это одна сделка филиала'],
    ['lead-in-two', 'one-deal-given', 'её закрытие закроет и сделку филиала'],
  ] as const)('names the deal of a branch that has to be looked at: %s, %s', (cause, found, words) => {
    const reason = { check: 'custody', found, value: '77' };
    const text = say(sayWaiting({ ...lead, cause, reason, branchName: 'Казань' }), 'ru');
    for (const part of ['№15001', '№77', '«Казань»', words]) expect(text).toContain(part);
  });

  it.each([
    ['lead-not-left', 'asked', 'права'],
    ['lead-in-hand', 'closed', 'Дальше хаб продолжит сам'],
  ] as const)('says what amoCRM has refused: %s', (cause, found, words) => {
    const problem = message('failures.forbidden', {
      host: 'kazan',
      method: 'PATCH',
      path: '/leads',
      detail: '?',
    });
    const reason = { check: 'custody', found, value: '77', problem };
    const text = say(sayWaiting({ ...lead, cause, reason, branchName: 'Казань' }), 'ru');
    expect(text).toContain(say(problem, 'ru'));
    expect(text).toContain(words);
    const silent = say(sayWaiting({ ...lead, cause, reason: null, branchName: 'Казань' }), 'ru');
    expect(silent).not.toMatch(/ {2}|undefined/);
  });

  it('says why head office does not show a lead of a branch', () => {
    const problem = { key: 'failures.unexpected', facts: { error: 'нет ответа' } } as const;
    const reason = { check: 'custody', found: '', value: '77', problem };
    const text = say(sayWaiting({ ...lead, cause: 'mirror-stuck', reason, branchName: 'Казань' }), 'ru');
    for (const part of ['№15001', '№77', '«Казань»', 'нет ответа']) expect(text).toContain(part);
  });

  it('names the branch of a transfer', () => {
    const text = say(sayWaiting({ ...lead, cause: 'transfer-target', branchName: 'Казань' }), 'en');
    expect(text).toContain('“Казань”');
  });
});
