import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleTime } from '../../test/sample-account.js';
import type { FieldType } from '../state/custom-field.js';
import { newField } from '../state/default-fields.js';
import type { CustomValue } from '../state/entity.js';
import { customFieldsPayload } from './custom-fields-payload.js';

describe('customFieldsPayload', () => {
  const account = sampleAccount();

  it.each<[FieldType, CustomValue[], unknown]>([
    ['text', [{ value: 'Томск' }], [{ value: 'Томск' }]],
    ['select', [{ value: 'Да', enum_id: 3, enum_code: null }], [{ value: 'Да', enum: 3 }]],
    ['radiobutton', [{ value: 'Да', enum_id: 3 }], { value: 'Да', enum: 3 }],
    ['checkbox', [{ value: true }], [{ value: '1' }]],
    ['checkbox', [{ value: false }], [{ value: '0' }]],
    ['date', [{ value: sampleTime }], [String(sampleTime)]],
    ['date_time', [{ value: '2023-11-14T22:13:20Z' }], [String(sampleTime)]],
    ['birthday', [{ value: sampleTime }], [{ value: '15.11.2023' }]],
    ['chained_list', [{ catalog_id: 5, catalog_element_id: 7 }], [{ catalog_id: 5, catalog_element_id: 7 }]],
    ['smart_address', [{ value: 'RU', enum_id: 6 }], [{ value: 'RU', subtype: 6 }]],
  ])('shows %s', (type, values, shown) => {
    account.fields.set(1, { ...newField(1, 'leads', type, 'Поле'), code: 'F' });
    const [field] = customFieldsPayload(account, [{ field_id: 1, values }]) as { values: unknown }[];
    expect(field).toMatchObject({ id: 1, name: 'Поле', code: 'F' });
    expect(JSON.parse(JSON.stringify(field!.values))).toEqual(shown);
  });

  it('leaves out deleted fields', () => {
    expect(customFieldsPayload(account, [{ field_id: 404, values: [{ value: 'x' }] }])).toEqual([]);
  });
});
