import { describe, expect, it } from '@jest/globals';
import { clientKeyRules, clientKeysOf, emailKeys, phoneKeys } from './client-keys.js';

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
    ['89162223344,89035556677', ['+79162223344', '+79035556677']],
    ['89162223344;+79035556677', ['+79162223344', '+79035556677']],
    ['8 916 222-33-44 8 903 555-66-77', ['+79162223344', '+79035556677']],
    ['+7 916 222 33 44 Анна 8(903)555-66-77 муж', ['+79162223344', '+79035556677']],
    ['+7 916 222-33-44, 105', ['+79162223344']],
    ['8916/2223344', ['+79162223344']],
    ['8(916)222-33/44', ['+79162223344']],
    ['8/916/222-33-44', ['+79162223344']],
    ['8 916 222-33-44; 0049 30 123456', ['+79162223344', '+4930123456']],
    ['8 (916) 222-33-44, доб. 2, 8 (903) 555-66-77', ['+79162223344', '+79035556677']],
    ['+8 916 222-33-44', ['+79162223344']],
    ['+7 916 222-33-44 105', ['+79162223344']],
    ['8 916 222 33 44 12:30', ['+79162223344']],
    ['8 (916) 222-33-44 9-18', ['+79162223344']],
    ['9162223344 01.02.2024', ['+79162223344']],
    ['+7 916 222-33-44 2024-05-06', ['+79162223344']],
    ['998901234567 12', ['+998901234567']],
    ['+916 222-33-44', ['+79162223344']],
    ['+84 91 234 56 78', ['+84912345678']],
    ['+7 7 011 234 568', ['+77011234568']],
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
    '+7 (916) 222-33-4',
    '+7 (495) 123-45-67',
    '8 916 123 45 67',
    '+7 916 222-33',
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
    ['client@firma.ru', ['client@firma.ru']],
    ['ivanov@ivanov.ru', ['ivanov@ivanov.ru']],
    ['user1987@mail.ru', ['user1987@mail.ru']],
    ['m.m@firma.ru', ['m.m@firma.ru']],
    ['abc-123@firma.ru', ['abc-123@firma.ru']],
    ['asd12@mail.ru', ['asd12@mail.ru']],
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
    ...['no_email@mail.ru', 'net_pochty@ya.ru', 'нет_почты@mail.ru', 'отсутствует@mail.ru', '___@mail.ru'],
    ...[
      '--@mail.ru',
      'test1@mail.ru',
      'test123@gmail.com',
      'email@email.ru',
      'mail@mail.com',
      'client@client.ru',
    ],
    ...['qqq@qqq.ru', 'fake@fake.ru', 'без@почты.нет', '1@1.ru', '-@-.ru'],
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

describe('what the journal has hashed', () => {
  // A row that changes needs another version of the rules, so that the contacts hashed before are read anew.
  const given = {
    rules: 2,
    phones: {
      '+7 (912) 345-67-89': ['+79123456789'],
      '9123456789': ['+79123456789'],
      '+7(916)2223344доб105': ['+79162223344'],
      '8 916 222-33-44 8 903 555-66-77': ['+79162223344', '+79035556677'],
      '89162223344,89035556677': ['+79162223344', '+79035556677'],
      '+8 916 222-33-44': ['+79162223344'],
      '+7 (916) 222-33-4': [],
      '0049 30 123456': ['+4930123456'],
      '8 029 123-45-67': ['+375291234567'],
      '90 123 45 67': ['+998901234567'],
      '8 701 123 45 68': ['+77011234568'],
      '+84 91 234 56 78': ['+84912345678'],
      '8 800 555-35-35': [],
      '+7 999 123-45-67': [],
      '345-67-89': [],
    },
    emails: {
      ' Anna@Mail.RU ': ['anna@mail.ru'],
      'Анна <anna@mail.ru>, petr@ya.ru': ['anna@mail.ru', 'petr@ya.ru'],
      'mail@firma.ru': ['mail@firma.ru'],
      'mail@mail.ru': [],
      'anna+work@gmail.com': ['anna+work@gmail.com'],
      'a.nna@gmail.com': ['a.nna@gmail.com'],
      'no@mail.ru': [],
      '123@mail.ru': [],
    },
  };

  it('changes with the version of the rules only', () => {
    const by = (keysOf: (value: string) => string[], values: Record<string, string[]>) =>
      Object.fromEntries(Object.keys(values).map((value) => [value, keysOf(value)]));
    const phones = by(phoneKeys, given.phones);
    expect({ rules: clientKeyRules, phones, emails: by(emailKeys, given.emails) }).toEqual(given);
  });
});
