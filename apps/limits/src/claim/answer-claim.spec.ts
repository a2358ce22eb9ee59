import { describe, expect, it } from '@jest/globals';
import type { Judged } from '@hub/limits';
import { locales, message, say } from '@hub/messages';
import { answerClaim } from './answer-claim.js';

const pressedAt = new Date('2026-05-20T10:00:00Z');
const claim = { id: 'c1', state: 'granted' as const, pressedAt, leadId: 77, blocks: [] };
const zone = 'Europe/Moscow';

describe('answerClaim', () => {
  it('gives the lead and its link', () => {
    expect(answerClaim(claim, 'kazan.amocrm.ru', zone)).toEqual({
      claimId: 'c1',
      outcome: 'granted',
      pressedAt: pressedAt.toISOString(),
      leadId: 77,
      link: 'https://kazan.amocrm.ru/leads/detail/77',
      reasons: [],
      text: message('limits.granted', { leadId: 77 }),
    });
  });

  it('says what blocks: value, bound, when it frees itself and what frees it', () => {
    const freesAt = Date.parse('2026-05-20T21:00:00Z');
    const judged: Judged = {
      limit: 'refusedToday',
      bound: 5,
      isKnown: true,
      isEstimated: false,
      blocks: true,
      value: 6,
      freesAt,
    };
    const blocks = [{ reason: 'limit' as const, judged }];
    const { reasons, outcome } = answerClaim({ ...claim, state: 'refused', leadId: null, blocks }, 'x', zone);
    const [{ text, whatFrees, ...block } = { text: null, whatFrees: null }] = reasons;
    expect(outcome).toBe('refused');
    expect(block).toEqual({
      ...{ reason: 'limit', limit: 'refusedToday', value: 6, bound: 5, freesAt: '2026-05-20T21:00:00.000Z' },
    });
    expect([text, whatFrees].map((one) => one && say(one, 'ru'))).toEqual([
      'Сегодня закрыто без продажи 6 ваших сделок, заявки выдаются, пока их не больше 5',
      'Заявки снова выдаются с 2026-05-21 00:00',
    ]);
  });

  it('has words for every block in every language', () => {
    const blocks = [
      { reason: 'not-enabled' as const },
      { reason: 'exchange-user' as const },
      { reason: 'not-in-group' as const },
      { reason: 'claim-in-progress' as const },
      ...(['missing', 'ended', 'forbidden', 'stale'] as const).map((why) => ({
        reason: 'stock-unknown' as const,
        why,
      })),
      {
        reason: 'history-missing' as const,
        judged: { limit: 'salesLastMonth' as const, bound: 1, isKnown: false as const },
      },
    ];
    const { reasons } = answerClaim({ ...claim, state: 'refused', blocks }, 'x', zone);
    for (const one of reasons.flatMap(({ text, whatFrees }) => [text, whatFrees]))
      for (const locale of locales) expect(say(one, locale)).not.toMatch(/…|limits\./);
  });

  it('calls an empty stock empty', () => {
    expect(answerClaim({ ...claim, state: 'empty', leadId: null }, 'x', zone).text).toEqual(
      message('limits.empty'),
    );
  });
});
