import { expect, it } from '@jest/globals';
import { contactTexts } from './contacts.js';
import { fieldValues } from './field-values.js';

const read = (about: object, ...values: unknown[]) =>
  fieldValues({ field_id: 1, ...about, values: values.map((value) => ({ value })) }, 'field');

it.each<[object, unknown[]]>([
  [{ field_code: 'PHONE' }, ['79161112233', '+7 916', null]],
  [{ field_type: 'multitext' }, ['79161112233', '+7 916', null]],
  [{ field_type: 'select' }, ['79161112233', '+7 916', null]],
  [{ field_type: 'date' }, [79161112233, '+7 916', null]],
])('text of digits is text where a field of text prints it as a number: %j', (about, expected) => {
  expect(read(about, 79161112233, '+7 916', null).values.map(({ value }) => value)).toEqual(expected);
});

it('a phone that is printed as a number is one of the contact', () => {
  const fields = [read({ field_code: 'PHONE', field_type: 'multitext' }, 79161112233)];
  expect(contactTexts({ custom_fields_values: fields }, 'PHONE')).toEqual(['79161112233']);
});
