import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleContact, sampleLead, sampleTime } from '../../test/sample-account.js';
import type { Unsorted } from '../state/unsorted.js';
import { sortedPayload, unsortedPayload } from './unsorted-payload.js';

const item: Unsorted = {
  uid: 'abc',
  source_uid: 'form-1',
  source_name: 'Сайт',
  category: 'forms',
  pipeline_id: 10,
  created_at: sampleTime,
  metadata: { form_id: 'f', ip: '127.0.0.1' },
  lead_id: 5,
  contact_ids: [],
  company_ids: [],
  state: 'waiting',
  sorted_at: null,
};

describe('unsorted payloads', () => {
  const account = sampleAccount();
  sampleLead(account, 5, { contacts: [{ id: 11, is_main: true }] });
  sampleContact(account, 11);

  it('shows an incoming lead with its source', () => {
    expect(unsortedPayload(account, item, 'add')).toMatchObject({
      uid: 'abc',
      category: 'forms',
      source_data: { form_id: 'f', source_uid: 'form-1' },
      data: { leads: [{ id: 5 }], contacts: [{ id: 11 }] },
      lead_id: 5,
    });
    const keys = ['uid', 'category', 'source_data', 'data', 'pipeline_id', 'account_id'];
    expect(Object.keys(unsortedPayload(account, item, 'update'))).toEqual(keys);
  });

  it('reports both ways out', () => {
    expect(sortedPayload(account, item, 'accept', 8)).toMatchObject({
      action: 'accept',
      modified_user_id: 8,
      accept_result: { leads: [5], contacts: [11] },
    });
    expect(sortedPayload(account, item, 'decline', 8)).toMatchObject({
      action: 'decline',
      decline_result: { leads: [5] },
    });
  });
});
