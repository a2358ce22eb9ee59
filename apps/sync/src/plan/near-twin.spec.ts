import { describe, expect, it } from '@jest/globals';
import { isNearTwin } from './near-twin.js';

describe('isNearTwin', () => {
  it.each([
    ['Первичный контакт', 'первичный  Контакт'],
    ['Первичный контакт', 'Первичный\u00a0контакт '],
    ['Приём', 'Прием'],
    ['Приём'.normalize('NFD'), 'Приём'],
    ['Продажи — филиал', 'Продажи - филиал'],
    ['Онлайн-заявка', 'онлайн – заявка'],
    ['Телефон клиента', '\u200eТеле\u00adфон\u200b клиента\u2060'],
    ['Замер ✔', 'Замер ✔\ufe0f'],
  ])('«%s» is one of «%s»', (one, other) => {
    expect([isNearTwin(one, other), isNearTwin(other, one)]).toEqual([true, true]);
  });

  it.each([
    ['Замер', 'Замер'],
    ['Замер', 'Замеры'],
    ['Онлайн-заявка', 'Онлайн заявка'],
    ['Оплата', 'Оплата!'],
    ['№ 1', '№ 2'],
  ])('«%s» is none of «%s»', (one, other) => expect(isNearTwin(one, other)).toBe(false));
});
