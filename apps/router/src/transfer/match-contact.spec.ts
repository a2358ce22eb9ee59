import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isMadeFrom, isSamePerson, searchTerms, type Person } from './match-contact.js';

const person = (change: Partial<Person> = {}): Person => ({
  name: 'Анна',
  phones: [],
  emails: [],
  ...change,
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
