import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mapFields, type FieldLink, type SourceField } from './map-fields.js';

const link = (id: number, enums: FieldLink['enums'] = []): FieldLink => ({
  referenceFieldId: id,
  branchFieldId: id + 1000,
  enums,
});
const region: SourceField = {
  fieldId: 1,
  name: 'Регион',
  type: 'select',
  values: [{ value: 'Татарстан', enumId: 11 }],
};
const comment: SourceField = { fieldId: 2, name: 'Комментарий', type: 'text', values: [{ value: 'Привет' }] };

describe('mapFields', () => {
  it('translates field and enum ids', () => {
    const links = [link(1, [{ referenceEnumId: 11, branchEnumId: 77 }]), link(2)];
    expect(mapFields([region, comment], links, [1, 2])).toEqual({
      fields: [
        { fieldId: 1001, name: 'Регион', values: [{ enumId: 77 }] },
        { fieldId: 1002, name: 'Комментарий', values: [{ value: 'Привет' }] },
      ],
      leftOut: [],
    });
  });

  it('carries nothing that is not allowed, and does not speak of it', () => {
    expect(mapFields([region, comment], [link(1), link(2)], [])).toEqual({ fields: [], leftOut: [] });
  });

  it('names what it could not carry', () => {
    const file = { fieldId: 3, name: 'Файл', type: 'file', values: [{ value: { file_uuid: 'x' } }] };
    const links = [link(1, [{ referenceEnumId: 12, branchEnumId: 78 }]), link(3)];
    expect(mapFields([region, comment, file], links, [1, 2, 3])).toEqual({
      fields: [],
      leftOut: ['Регион', 'Комментарий', 'Файл'],
    });
  });

  it('carries the known values of a multiselect and names the field for the rest', () => {
    const several: SourceField = {
      fieldId: 4,
      name: 'Услуги',
      type: 'multiselect',
      values: [{ enumId: 1 }, { enumId: 2 }],
    };
    expect(mapFields([several], [link(4, [{ referenceEnumId: 2, branchEnumId: 9 }])], [4])).toEqual({
      fields: [{ fieldId: 1004, name: 'Услуги', values: [{ enumId: 9 }] }],
      leftOut: ['Услуги'],
    });
  });

  it('keeps a day the same day in every Russian time zone', () => {
    const offsets = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), offsets, offsets, (day, from, to) => {
        const midnight = day * 86_400 - from * 3600;
        const field: SourceField = { fieldId: 5, name: 'Дата', type: 'date', values: [{ value: midnight }] };
        const [sent] = mapFields([field], [link(5)], [5]).fields;
        const seconds = Number(sent!.values[0]!.value) + to * 3600;
        expect(Math.floor(seconds / 86_400)).toBe(day);
      }),
    );
  });

  it.each(['date', 'birthday', 'date_time'])('names a %s before 1970, which amoCRM does not take', (type) => {
    const values = [{ value: -462_682_800 }];
    const field: SourceField = { fieldId: 6, name: 'День рождения', type, values };
    expect(mapFields([field], [link(6)], [6])).toEqual({ fields: [], leftOut: ['День рождения'] });
  });

  it('writes only allowed fields under branch ids, whatever it is given', () => {
    const field = fc.record({
      fieldId: fc.integer({ min: 1, max: 6 }),
      name: fc.string(),
      type: fc.constantFrom('text', 'select', 'date', 'file', 'numeric'),
      values: fc.array(fc.record({ value: fc.jsonValue(), enumId: fc.option(fc.nat(3)) }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(field), fc.array(fc.integer({ min: 1, max: 6 })), (fields, allowed) => {
        const links = [1, 2, 3].map((id) => link(id, [{ referenceEnumId: 1, branchEnumId: 5 }]));
        for (const { fieldId, values } of mapFields(fields, links, allowed).fields) {
          expect(allowed).toContain(fieldId - 1000);
          expect(values.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
