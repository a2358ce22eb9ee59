import { describe, expect, it } from '@jest/globals';
import { limitsTexts } from '../texts.js';
import { answerClaim } from './answer-claim.js';

const claim = { id: 'c1', state: 'granted', leadId: 77, blocks: [] };
const ru = limitsTexts('ru');

describe('answerClaim', () => {
  it('gives the lead and its link', () => {
    expect(answerClaim(claim, 'kazan.amocrm.ru', ru)).toEqual({
      claimId: 'c1',
      outcome: 'granted',
      leadId: 77,
      link: 'https://kazan.amocrm.ru/leads/detail/77',
      reasons: [],
      text: 'Заявка получена: сделка №77',
    });
  });

  it('says in words what blocks and what frees it', () => {
    const blocks = [{ limit: 'active-deals' as const, value: 52, bound: 50 }];
    const answer = answerClaim({ ...claim, state: 'refused', leadId: null, blocks }, 'x', ru);
    expect(answer).toMatchObject({ outcome: 'refused', leadId: null, link: null });
    expect(answer.reasons).toEqual([
      {
        limit: 'active-deals',
        value: 52,
        bound: 50,
        text: 'Активных сделок 52, новые выдаются, пока их меньше 50',
        whatFrees: 'Завершите или передайте сделок: 3',
      },
    ]);
  });

  it('has words for every block in every language', () => {
    const blocks = [
      { limit: 'not-enabled' as const },
      { limit: 'exchange-user' as const },
      { limit: 'claim-in-progress' as const },
      { limit: 'active-deals' as const, value: 1, bound: 1 },
    ];
    for (const texts of [ru, limitsTexts('en')]) {
      for (const { text, whatFrees } of answerClaim({ ...claim, state: 'refused', blocks }, 'x', texts)
        .reasons) {
        expect(text.length).toBeGreaterThan(10);
        expect(whatFrees.length).toBeGreaterThan(10);
      }
    }
  });

  it('calls an empty stock empty', () => {
    expect(answerClaim({ ...claim, state: 'empty', leadId: null }, 'x', ru).text).toBe(
      'Свободных заявок сейчас нет',
    );
  });
});
