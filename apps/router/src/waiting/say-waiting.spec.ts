import { describe, expect, it } from '@jest/globals';
import { say } from '@hub/messages';
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

  it('names the branch of a transfer', () => {
    const text = say(sayWaiting({ ...lead, cause: 'transfer-target', branchName: 'Казань' }), 'en');
    expect(text).toContain('“Казань”');
  });
});
