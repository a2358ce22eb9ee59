import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { composeCard, dropRefused, type CardPart } from './card-parts.js';

const field = (id: number, name: string | null = `поле ${id}`): CardPart => ({
  place: 'custom_fields_values',
  value: { field_id: id, values: [{ value: 'x' }] },
  name,
});
const parts: CardPart[] = [
  { place: 'name', value: 'длинное', name: 'название', instead: 'короткое' },
  { place: 'price', value: 5, name: 'бюджет' },
  { place: 'status_id', value: 1, name: null },
  field(1),
  field(2),
  field(3, null),
  { place: '_embedded.tags', value: [{ name: 't' }], name: 'тег' },
];

describe('dropRefused', () => {
  it('leaves a refused field out by its place among the fields, and names it', () => {
    const reduced = dropRefused(parts, ['custom_fields_values.1.values.0.value'])!;
    expect(reduced.dropped).toEqual(['поле 2']);
    expect(composeCard(reduced.parts)).toEqual({
      name: 'длинное',
      price: 5,
      status_id: 1,
      custom_fields_values: [1, 3].map((id) => ({ field_id: id, values: [{ value: 'x' }] })),
      _embedded: { tags: [{ name: 't' }] },
    });
  });

  it('leaves the refused values out of a field that has others, and names it', () => {
    const phones = ['1', '2', '3'].map((value) => ({ value }));
    const phone: CardPart = { ...field(9, 'Телефон'), value: { field_id: 9, values: phones } };
    const drop = (...paths: string[]) => {
      const refused = paths.map((path) => `custom_fields_values.1.${path}`);
      const reduced = dropRefused([field(1), phone], refused)!;
      return [reduced.dropped, reduced.parts.slice(1).map(({ value }) => value)];
    };
    const left = (...values: string[]) => [
      ['Телефон'],
      [{ field_id: 9, values: values.map((value) => ({ value })) }],
    ];
    expect(drop('values.1.enum_id')).toEqual(left('1', '3'));
    expect(drop('values.0.value', 'values.2')).toEqual(left('2'));
    expect(drop('values.0', 'values.1', 'values.2')).toEqual([['Телефон'], []]);
    expect(drop('values.0', 'field_id')).toEqual([['Телефон'], []]);
    expect(drop('values.7.value')).toEqual([['Телефон'], []]);
  });

  it('takes all of them in one step, nested ones too', () => {
    const reduced = dropRefused(parts, ['price', '_embedded.tags.0.name', 'custom_fields_values.0'])!;
    expect(reduced.dropped).toEqual(['бюджет', 'поле 1', 'тег']);
  });

  it('writes what stands in for a value once, then leaves the part out', () => {
    const shorter = dropRefused(parts, ['name'])!;
    expect(shorter.dropped).toEqual(['название']);
    expect(composeCard(shorter.parts).name).toBe('короткое');
    expect(composeCard(dropRefused(shorter.parts, ['name'])!.parts)).not.toHaveProperty('name');
  });

  it.each([
    [['status_id']],
    [['custom_fields_values.2.field_id']],
    [['']],
    [['unknown']],
    [[]],
    [['price', 'status_id']],
  ])('can do nothing about %j', (paths) => {
    expect(dropRefused(parts, paths)).toBeNull();
  });

  it('leaves out all of what goes together', () => {
    const place = (key: string): CardPart => ({ place: key, value: 1, name: 'move', together: 'move' });
    const price: CardPart = { place: 'price', value: 5, name: 'price' };
    const reduced = dropRefused([place('pipeline_id'), place('status_id'), price], ['status_id']);
    expect(reduced?.parts).toEqual([price]);
  });

  it('ends: whatever is refused again and again, at most two rounds a part are left', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('name', 'price', 'custom_fields_values.0', '_embedded.tags')),
        (paths) => {
          let left: CardPart[] | undefined = parts;
          for (const path of paths) {
            const next: ReturnType<typeof dropRefused> = dropRefused(left, [path]);
            if (!next) continue;
            expect(next.dropped.length).toBeGreaterThan(0);
            left = next.parts;
          }
          expect(left.some(({ place }) => place === 'status_id')).toBe(true);
          expect(left).toContainEqual(field(3, null));
        },
      ),
    );
  });
});
