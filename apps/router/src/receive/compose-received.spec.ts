import { describe, expect, it } from '@jest/globals';
import { sayFact } from '@hub/messages';
import {
  clientKey,
  contactPartsOfReceived,
  leadPartsOfReceived,
  missingOfReceived,
  noteOfReceived,
  receivedMark,
  unplacedOf,
} from './compose-received.js';

const rules = {
  ...{ hqAccountId: 'hq', intakePipelineId: 1, handedOverStatusId: 2, regionFieldId: 3, cityFieldId: 4 },
  allowedFieldIds: [],
};

describe('a lead that was sent to the hub', () => {
  it('is one client’s with every spelling of the phone, and nobody’s without one', () => {
    expect(clientKey({ phone: '+7 912 345-67-89' }, 'a')).toBe(clientKey({ phone: '8 (912) 3456789' }, 'b'));
    expect(clientKey({ name: 'Анна', phone: 'нет' }, 'a')).not.toBe(clientKey({ name: 'Анна' }, 'b'));
    expect(clientKey({ phone: '+7 912 345-67-89' }, 'a')).not.toContain('9123456789');
  });

  it('becomes a contact with what there is, a long name cut', () => {
    expect(contactPartsOfReceived({ name: 'А'.repeat(10_000), email: 'a@b.ru' })).toMatchObject([
      { place: 'name', value: 'А'.repeat(250) },
      { value: { field_code: 'EMAIL', values: [{ value: 'a@b.ru' }] } },
    ]);
    expect(contactPartsOfReceived({ comment: 'Перезвоните' })).toEqual([]);
  });

  it('becomes a lead of the intake pipeline with the fields that the rules name', () => {
    const about = { title: 'Заявка', contactId: 9 };
    const parts = leadPartsOfReceived({ region: 'Марс', city: 'Клин', branch: 'Тверь' }, rules, about);
    expect(parts.map(({ place, value }) => [place, value])).toEqual([
      ['name', 'Заявка'],
      ['pipeline_id', 1],
      ['_embedded.contacts', [{ id: 9, is_main: true }]],
      ['custom_fields_values', { field_id: 3, values: [{ value: 'Марс' }] }],
      ['custom_fields_values', { field_id: 4, values: [{ value: 'Клин' }] }],
    ]);
    expect(parts.filter(({ name }) => name === null)).toHaveLength(3);
    const city = { field_id: 4, field_name: 'Город', field_code: null, field_type: 'text', values: [] };
    const missing = missingOfReceived(parts, { custom_fields_values: [city] });
    expect(missing.map((name) => sayFact(name, 'ru'))).toEqual(['регион «Марс»']);
    expect(unplacedOf(['Анна', ...missing])).toEqual({ region: 'Марс', city: null, branch: null });
  });

  it('says everything in its note', () => {
    const text = sayFact(
      noteOfReceived({ name: 'Анна', branch: 'Тверь', comment: 'Звоните', phone: null }),
      'ru',
    );
    expect(text).toBe('Имя: Анна\nФилиал: Тверь\nКомментарий: Звоните');
    expect(receivedMark('0a1b2c3d-0000-4000-8000-000000000000')).toBe('№0a1b2c3d');
  });
});
