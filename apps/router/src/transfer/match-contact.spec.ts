import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emailKeys, isMadeFrom, isSamePerson, phoneKeys, searchTerms, type Person } from './match-contact.js';

const person = (change: Partial<Person> = {}): Person => ({
  name: 'Анна',
  phones: [],
  emails: [],
  ...change,
});

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

describe('matching a contact', () => {
  it('takes a shared phone or e-mail for one person, a shared name for nothing', () => {
    const anna = person({ phones: ['+79123456789'], emails: ['anna@mail.ru'] });
    expect(isSamePerson(anna, person({ name: 'А.', phones: ['8(912)3456789'] }))).toBe(true);
    expect(isSamePerson(anna, person({ emails: ['ANNA@mail.ru'] }))).toBe(true);
    expect(isSamePerson(anna, person({ phones: ['8 903 555-66-77, 8 912 345-67-89 доб. 3'] }))).toBe(true);
    expect(isSamePerson(anna, person())).toBe(false);
    expect(isSamePerson(person(), person())).toBe(false);
  });

  it('keeps the same ten digits of two countries, and two owners of a placeholder, apart', () => {
    expect(isSamePerson(person({ phones: ['+79162223344'] }), person({ phones: ['+19162223344'] }))).toBe(
      false,
    );
    const placeholder = person({ phones: ['+7 (000) 000-00-00'], emails: ['no@mail.ru'] });
    expect(isSamePerson(placeholder, placeholder)).toBe(false);
  });

  it('recognises a contact made before by name and texts only when nothing proves a person', () => {
    expect(isMadeFrom(person(), person())).toBe(true);
    expect(isMadeFrom(person({ name: 'Пётр' }), person())).toBe(false);
    expect(isMadeFrom(person({ phones: ['+79123456789'] }), person())).toBe(false);
    expect(isMadeFrom(person(), person({ phones: ['+79123456789'] }))).toBe(false);
    const placeholder = person({ phones: ['000'] });
    expect(isMadeFrom(placeholder, placeholder)).toBe(true);
    expect(isMadeFrom(person({ phones: ['111'] }), placeholder)).toBe(false);
  });

  it('finds a number again however it is punctuated, and asks amoCRM for its last ten digits', () => {
    const digits = fc
      .integer({ min: 2_000_000, max: 8_999_999 })
      .filter((n) => !/(\d)\1{6}$/.test(String(n)));
    fc.assert(
      fc.property(
        digits,
        fc.constantFrom('+7', '8', '', '7'),
        fc.constantFrom('', ' доб. 12', ' (Анна)'),
        (n, prefix, tail) => {
          const number = `916${n}`;
          const written = `${prefix} (${number.slice(0, 3)}) ${number.slice(3, 6)}-${number.slice(6)}${tail}`;
          expect(isSamePerson(person({ phones: [written] }), person({ phones: [number] }))).toBe(true);
          expect(searchTerms(person({ phones: [written, number] }))).toEqual([number]);
        },
      ),
    );
  });
});
