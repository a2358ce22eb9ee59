import { describe, expect, it } from '@jest/globals';
import { message } from '@hub/messages';
import { contactFieldsLeft, leadPartsLeft, unique } from './what-stays.js';

describe('what stays behind', () => {
  it('names company, further contacts, tags and filled tracking fields', () => {
    const fields = [
      { name: 'utm_source', type: 'tracking_data', isFilled: true },
      { name: 'utm_term', type: 'tracking_data', isFilled: false },
      { name: 'Бюджет рекламы', type: 'numeric', isFilled: true },
    ];
    expect(leadPartsLeft({ companies: 1, contacts: 3, tags: 2, fields })).toEqual([
      message('leftOut.company'),
      message('leftOut.contacts', { count: 2 }),
      message('leftOut.tags', { count: 2 }),
      'utm_source',
    ]);
    expect(leadPartsLeft({ companies: 0, contacts: 1, tags: 0, fields: [] })).toEqual([]);
  });

  it('names the contact fields that are no phone and no e-mail', () => {
    const fields = [
      { code: 'PHONE', name: 'Телефон', isFilled: true },
      { code: 'POSITION', name: 'Должность', isFilled: true },
      { code: null, name: 'Пусто', isFilled: false },
    ];
    expect(contactFieldsLeft(fields)).toEqual([message('leftOut.contact-field', { name: 'Должность' })]);
  });

  it('says each thing once', () => {
    const tags = message('leftOut.tags', { count: 2 });
    expect(unique(['a', tags, 'a', { ...tags }])).toEqual(['a', tags]);
  });
});
