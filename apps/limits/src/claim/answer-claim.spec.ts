import { describe, expect, it } from '@jest/globals';
import { locales, message, say } from '@hub/messages';
import { answerClaim } from './answer-claim.js';

const claim = { id: 'c1', state: 'granted', leadId: 77, blocks: [] };

describe('answerClaim', () => {
  it('gives the lead and its link', () => {
    expect(answerClaim(claim, 'kazan.amocrm.ru')).toEqual({
      claimId: 'c1',
      outcome: 'granted',
      leadId: 77,
      link: 'https://kazan.amocrm.ru/leads/detail/77',
      reasons: [],
      text: message('limits.granted', { leadId: 77 }),
    });
  });

  it.each([
    [52, 'У вас 52 активные сделки, новые выдаются, пока их меньше 50', 'Завершите или передайте 3 сделки'],
    [51, 'У вас 51 активная сделка, новые выдаются, пока их меньше 50', 'Завершите или передайте 2 сделки'],
    [50, 'У вас 50 активных сделок, новые выдаются, пока их меньше 50', 'Завершите или передайте 1 сделку'],
  ])('says in words what blocks at %d deals and what frees it', (value, said, frees) => {
    const blocks = [{ limit: 'active-deals' as const, value, bound: 50 }];
    const answer = answerClaim({ ...claim, state: 'refused', leadId: null, blocks }, 'x');
    expect(answer).toMatchObject({ outcome: 'refused', leadId: null, link: null });
    const [{ text, whatFrees, ...block } = { text: null, whatFrees: null }] = answer.reasons;
    expect(block).toEqual({ limit: 'active-deals', value, bound: 50 });
    expect([text, whatFrees].map((one) => one && say(one, 'ru'))).toEqual([said, frees]);
  });

  it('has words for every block in every language', () => {
    const blocks = [
      { limit: 'not-enabled' as const },
      { limit: 'exchange-user' as const },
      { limit: 'claim-in-progress' as const },
      { limit: 'active-deals' as const, value: 1, bound: 1 },
    ];
    const { reasons } = answerClaim({ ...claim, state: 'refused', blocks }, 'x');
    for (const one of reasons.flatMap(({ text, whatFrees }) => [text, whatFrees]))
      for (const locale of locales) expect(say(one, locale)).not.toMatch(/…|limits\./);
  });

  it('calls an empty stock empty', () => {
    expect(answerClaim({ ...claim, state: 'empty', leadId: null }, 'x').text).toEqual(
      message('limits.empty'),
    );
  });
});
