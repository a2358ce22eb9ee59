import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emailKey, isMadeFrom, isSamePerson, phoneKey, searchTerms, type Person } from './match-contact.js';

const person = (change: Partial<Person> = {}): Person => ({
  name: 'Анна',
  phones: [],
  emails: [],
  ...change,
});

describe('matching a contact', () => {
  it.each([
    ['+7 (912) 345-67-89', '9123456789'],
    ['8 912 345 67 89', '9123456789'],
    ['9123456789', '9123456789'],
    ['345-67-89', '3456789'],
    ['112', null],
    ['', null],
  ])('reads %s as %s', (phone, key) => {
    expect(phoneKey(phone)).toBe(key);
  });

  it('compares e-mails without case and spaces', () => {
    expect(emailKey(' Anna@Mail.RU ')).toBe('anna@mail.ru');
    expect(emailKey('anna')).toBeNull();
  });

  it('takes a shared phone or e-mail for one person, a shared name for nothing', () => {
    const anna = person({ phones: ['+79123456789'], emails: ['anna@mail.ru'] });
    expect(isSamePerson(anna, person({ name: 'А.', phones: ['8(912)3456789'] }))).toBe(true);
    expect(isSamePerson(anna, person({ emails: ['ANNA@mail.ru'] }))).toBe(true);
    expect(isSamePerson(anna, person())).toBe(false);
    expect(isSamePerson(person(), person())).toBe(false);
  });

  it('recognises a contact made before by its name only when there is nothing better', () => {
    expect(isMadeFrom(person(), person())).toBe(true);
    expect(isMadeFrom(person({ name: 'Пётр' }), person())).toBe(false);
    expect(isMadeFrom(person({ phones: ['+79123456789'] }), person())).toBe(false);
    expect(isMadeFrom(person(), person({ phones: ['+79123456789'] }))).toBe(false);
  });

  it('finds a number again however it is punctuated', () => {
    const digits = fc.stringMatching(/^[0-9]{10}$/);
    fc.assert(
      fc.property(digits, fc.constantFrom('+7', '8', '', '7'), (number, prefix) => {
        const written = `${prefix} (${number.slice(0, 3)}) ${number.slice(3, 6)}-${number.slice(6)}`;
        expect(isSamePerson(person({ phones: [written] }), person({ phones: [number] }))).toBe(true);
        expect(searchTerms(person({ phones: [written, number] }))).toEqual([number]);
      }),
    );
  });
});
