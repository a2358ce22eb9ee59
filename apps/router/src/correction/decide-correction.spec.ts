import { describe, expect, it } from '@jest/globals';
import { decideCorrection, type Reachable } from './decide-correction.js';

const contact = (phones: string[], emails: string[] = []): Reachable => ({
  custom_fields_values: [
    { field_code: 'PHONE', values: phones.map((value) => ({ value, enum_code: 'MOB' })) },
    { field_code: 'EMAIL', values: emails.map((value) => ({ value, enum_code: null })) },
    { field_code: null, values: [{ value: 'Постоянный', enum_code: null }] },
  ],
});

describe('decideCorrection', () => {
  it.each<[string, Reachable, Reachable]>([
    ['the same number written otherwise', contact(['+7 912 345-67-89']), contact(['8 (912) 345-67-89'])],
    ['a number that only the branch has', contact([]), contact(['+7 912 345-67-89'])],
    ['a placeholder', contact(['+7 000 000-00-00'], ['no@mail.ru']), contact([])],
    ['both without anything', contact([]), contact([])],
  ])('changes nothing for %s', (_, atHq, inBranch) => {
    expect(decideCorrection(atHq, inBranch)).toBeNull();
  });

  it('adds a number and keeps those that are there', () => {
    const change = decideCorrection(
      contact(['+7 912 345-67-80', '+7 912 345-67-89']),
      contact(['8 912 345 67 89']),
    );
    expect(change).toEqual([
      {
        field_code: 'PHONE',
        values: [
          { value: '8 912 345 67 89', enum_code: 'MOB' },
          { value: '+7 912 345-67-80', enum_code: 'MOB' },
        ],
      },
    ]);
  });

  it.each<[string, unknown[], boolean]>([
    ['null', [null, '8 912 345 67 89'], true],
    ['what is no text', ['8 912 345 67 89', { phone: '8 912 345 67 80' }], false],
  ])('beside %s in the branch', (_, there, isChanged) => {
    const values = there.map((value) => ({ value, enum_code: 'MOB' }));
    const inBranch = { custom_fields_values: [{ field_code: 'PHONE', values }] };
    const change = decideCorrection(contact(['+7 912 345-67-81'], ['anna@firma.ru']), inBranch);
    expect(change?.map(({ field_code }) => field_code)).toEqual(isChanged ? ['PHONE', 'EMAIL'] : ['EMAIL']);
  });

  it('adds an e-mail where there was none, of the kind for work when HQ names none', () => {
    expect(
      decideCorrection(contact(['+7 912 345-67-89'], ['anna@firma.ru']), contact(['+7 912 345-67-89'])),
    ).toEqual([{ field_code: 'EMAIL', values: [{ value: 'anna@firma.ru', enum_code: 'WORK' }] }]);
  });

  it('wants nothing more after its change', () => {
    const [atHq, inBranch] = [
      contact(['+7 912 345-67-80'], ['anna@firma.ru']),
      contact(['+7 912 345-67-89']),
    ];
    const change = decideCorrection(atHq, inBranch)!;
    const after = { custom_fields_values: change as unknown as Reachable['custom_fields_values'] };
    expect(decideCorrection(atHq, after)).toBeNull();
  });
});
