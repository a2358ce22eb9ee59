import { describe, expect, it } from '@jest/globals';
import { locales, message, say } from '@hub/messages';
import { explainLimit } from './explain-limit.js';
import { judgeLimits, limitsAt, quotasOn, type Known } from './judge-limits.js';
import { limits } from './limits.js';
import { quotas } from './quotas.js';
import type { Reach } from './questions.js';

const at = { now: Date.parse('2026-05-20T10:00:00Z'), zone: 'Europe/Moscow' };
const day = 86_400_000;
const judge = (name: string, bound: number, value: number | null, reach: Reach = 'whole') => {
  const known: Known = { answer: () => value, reach: () => reach };
  const [one] = judgeLimits(limitsAt(at)({ [name]: bound }, {}, { sparedUntil: null }), known, at);
  return one!;
};
const said = (...asked: Parameters<typeof judge>) => {
  const { text, whatFrees } = explainLimit(judge(...asked), at.zone);
  return [say(text, 'ru'), say(whatFrees, 'ru')];
};

describe('explainLimit', () => {
  it('says what blocks and until when, by the clocks of the account', () => {
    expect(said('activeDeals', 50, 52)).toEqual([
      'У вас 52 активные сделки, новые выдаются, пока их меньше 50',
      'Завершите или передайте 3 сделки',
    ]);
    expect(said('interval', 30, at.now - 10 * 60_000)).toEqual([
      'С прошлой заявки прошло 10 минут, а нужно 30 минут',
      'Подождите до 2026-05-20 13:20: осталось не больше 20 минут',
    ]);
    expect(said('newDealsToday', 10, 11)[1]).toBe('Заявки снова выдаются с 2026-05-21 00:00');
    expect(said('daysWithoutSale', 10, null)[0]).toBe(
      'Продаж у вас пока нет, а нужна хотя бы одна за последние 10 суток',
    );
    expect(said('keyDealsLastWeek', 5, 2)).toEqual([
      'За прошлую неделю через ключевой этап прошли 2 ваши сделки, за эту — 2, а нужно не меньше 5',
      'Проведите через ключевой этап ещё 3 сделки на этой неделе или дождитесь 2026-05-25 00:00: тогда счёт начнётся заново',
    ]);
  });

  it('names no minute at which the press is still refused', () => {
    const [, whatFrees] = said('interval', 30, Date.parse('2026-05-20T09:50:45.300Z'));
    expect(whatFrees).toBe('Подождите до 2026-05-20 13:21: осталось не больше 21 минуты');
    const saidAt = { ...at, now: Date.parse('2026-05-20T10:21:00Z') };
    const known: Known = { answer: () => Date.parse('2026-05-20T09:50:45.300Z'), reach: () => 'whole' };
    const none = { sparedUntil: null };
    expect(judgeLimits(limitsAt(saidAt)({ interval: 30 }, {}, none), known, saidAt)).toMatchObject([
      { blocks: false },
    ]);
  });

  it('names no minute before the limit can be counted', () => {
    const from = Date.parse('2026-05-20T10:20:45.300Z');
    const { whatFrees } = explainLimit(
      { limit: 'activeDeals', bound: 1, isKnown: false, why: 'ended', from },
      at.zone,
    );
    expect(say(whatFrees, 'ru')).toContain('начнёт считаться 2026-05-20 13:21.');
  });

  it('promises no lead sooner than the hub sees a sale', () => {
    expect(said('daysWithoutSale', 10, null)[1]).toMatch(/в течение минуты/);
  });

  it.each<[string, number, number, string]>([
    [
      'overdueDays',
      3,
      3 * day + 1,
      'Ваша самая старая задача просрочена больше чем на 3 суток, а можно не больше чем на 3 суток',
    ],
    [
      'overdueDays',
      0,
      1,
      'Ваша самая старая задача просрочена на неполные сутки, а можно не больше чем на 0 суток',
    ],
    [
      'overdueDays',
      1,
      day + 1,
      'Ваша самая старая задача просрочена больше чем на 1 сутки, а можно не больше чем на 1 сутки',
    ],
    [
      'overdueDays',
      3,
      4 * day + 1,
      'Ваша самая старая задача просрочена на 4 суток, а можно не больше чем на 3 суток',
    ],
    [
      'daysWithoutSale',
      10,
      10 * day + 1,
      'Последняя продажа была больше 10 суток назад, а нужна хотя бы одна за последние 10 суток',
    ],
    [
      'daysWithoutSale',
      1,
      day + 1,
      'Последняя продажа была больше 1 суток назад, а нужна хотя бы одна за последние 1 сутки',
    ],
    [
      'daysWithoutSale',
      10,
      11 * day,
      'Последняя продажа была 11 суток назад, а нужна хотя бы одна за последние 10 суток',
    ],
  ])('does not say of %s with bound %p that it is met: %p ms ago', (name, bound, ago, text) => {
    expect(said(name, bound, at.now - ago)[0]).toBe(text);
  });

  it('asks nobody to finish deals where the bound lets none through', () => {
    const [, whatFrees] = said('activeDeals', 0, 0);
    expect(whatFrees).toBe('Лимит 0, поэтому новые не выдаются. Его меняет руководитель');
  });

  it('says that the history is still being read', () => {
    expect(said('salesLastMonth', 2, 0, 'missing')[0]).toContain(
      '«Продаж за прошлый месяц» пока нельзя посчитать',
    );
  });

  it('says that what is known is out of date, not that it is still being read', () => {
    const [text, whatFrees] = said('activeDeals', 2, 0, 'stale');
    expect(text).toContain('«Активные сделки» сейчас нельзя посчитать');
    expect(`${text} ${whatFrees}`).not.toMatch(/читается|дочитает/);
  });

  it.each<[Reach, RegExp, RegExp]>([
    ['ended', /нет и уже не будет/, /начнёт считаться .*whenUnknown/],
    ['forbidden', /не даёт хабу читать/, /администратора аккаунта/],
  ])('promises no reading of history that is %s', (reach, why, next) => {
    const [text, whatFrees] = said('daysWithoutSale', 90, null, reach);
    expect(text).toMatch(why);
    expect(whatFrees).toMatch(next);
    expect(`${text} ${whatFrees}`).not.toMatch(/ещё читается|дочитает/);
  });

  it.each(limits.map((limit) => [limit.name, limit] as const))('has every word of %s', (name, { words }) => {
    const { text, whatFrees } = explainLimit(judge(name, 3, 7), at.zone);
    const all = [message(words.title), message(words.rule), text, whatFrees];
    for (const one of all)
      for (const locale of locales) expect(say(one, locale)).not.toMatch(/…|limits\.|undefined|NaN/);
  });

  it.each(quotas.map((quota) => [quota.name, quota] as const))(
    'has every word of the quota %s',
    (name, { words }) => {
      const known: Known = { answer: () => 7, reach: () => 'whole' };
      const [one] = judgeLimits(quotasOn({ [name]: 3 }, at), known, at);
      const { text, whatFrees } = explainLimit(one!, at.zone);
      const all = [message(words.title), message(words.rule), text, whatFrees];
      for (const said of all)
        for (const locale of locales) expect(say(said, locale)).not.toMatch(/…|limits\.|undefined|NaN/);
    },
  );
});
