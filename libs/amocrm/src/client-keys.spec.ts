import { describe, expect, it } from '@jest/globals';
import { clientKeysOf, emailKeys, phoneKeys } from './client-keys.js';

describe('the numbers in a value', () => {
  it.each([
    ['+7 (912) 345-67-89', ['+79123456789']],
    ['8 912 345 67 89', ['+79123456789']],
    ['9123456789', ['+79123456789']],
    ['+7 (916) 222-33-44 доб. 105', ['+79162223344']],
    ['+7 916 222-33-44 #404', ['+79162223344']],
    ['+7(916)2223344доб105', ['+79162223344']],
    ['+7 495 123-45-60 (105)', ['+74951234560']],
    ['8 916 222-33-44, 8 903 555-66-77', ['+79162223344', '+79035556677']],
    ['89162223344/89035556677', ['+79162223344', '+79035556677']],
    ['+7 916 222-33-44 (Ватсап 24/7)', ['+79162223344']],
    ['тел: 8 916 222 33 44 после 18:00', ['+79162223344']],
    ['+1 916 222 3344', ['+19162223344']],
    ['0049 30 123456', ['+4930123456']],
    ['375291234567', ['+375291234567']],
    ['8 029 123-45-67', ['+375291234567']],
    ['+998 90 123 45 67', ['+998901234567']],
    ['8 701 123 45 68', ['+77011234568']],
  ])('%s', (value, keys) => {
    expect(phoneKeys(value)).toEqual(keys);
  });

  it.each([
    '+7 (000) 000-00-00',
    '+7 000 000 00 00',
    '1111111111',
    '9999999999',
    '1234567890',
    '+7 999 123-45-67',
    '+7 900 000-00-00',
    '8 800 555-35-35',
    '345-67-89',
    '112',
    'нет',
    '',
  ])('%s proves nobody', (value) => {
    expect(phoneKeys(value)).toEqual([]);
  });
});

describe('the e-mails in a value', () => {
  it.each([
    [' Anna@Mail.RU ', ['anna@mail.ru']],
    ['anna@mail.ru, petr@ya.ru', ['anna@mail.ru', 'petr@ya.ru']],
    ['Анна <anna@mail.ru>', ['anna@mail.ru']],
    ['mail@firma.ru', ['mail@firma.ru']],
    ['ivan@фирма.рф', ['ivan@фирма.рф']],
  ])('%s', (value, keys) => {
    expect(emailKeys(value)).toEqual(keys);
  });

  it.each([
    'no@mail.ru',
    'mail@mail.ru',
    'нет@нет.ру',
    'no@mail',
    'anna',
    'a@a.ru',
    '123@mail.ru',
    '111@ya.ru',
    'anna@example.com',
    'test@test.ru',
  ])('%s proves nobody', (value) => {
    expect(emailKeys(value)).toEqual([]);
  });
});

describe('clientKeysOf', () => {
  it('gives one key for one phone or e-mail, however it is written and however often', () => {
    const written = ['+7 (912) 345-67-89', '8 912 345 67 89 доб. 3', '9123456789'];
    expect(clientKeysOf(written, ['Анна <Anna@mail.ru>', 'anna@mail.ru'])).toEqual({
      phones: ['+79123456789'],
      emails: ['anna@mail.ru'],
    });
    expect(clientKeysOf(['8 800 555-35-35'], ['no@mail.ru'])).toEqual({ phones: [], emails: [] });
  });
});
