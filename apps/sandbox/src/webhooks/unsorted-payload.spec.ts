import { describe, expect, it } from '@jest/globals';
import { sampleAccount, sampleContact, sampleLead, sampleTime } from '../../test/sample-account.js';
import type { Talk } from '../state/talk.js';
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

const sampleTalk: Talk = {
  talk_id: 3,
  created_at: sampleTime,
  updated_at: sampleTime,
  rate: 0,
  contact_id: 11,
  chat_id: '',
  entity_id: 5,
  entity_type: 'lead',
  is_in_work: true,
  is_read: false,
  origin: 'telegram',
  missed_at: null,
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

  it('tells of a chat what a recorded body does: the last words of the client and who they are', () => {
    const chat = '54caee02';
    const said = { direction: 'in' as const, author: { id: '1398', name: 'Анна', user_id: null } };
    account.talks.set(3, { ...sampleTalk, chat_id: chat });
    const words = (id: string, text: string, at: number): void => {
      account.messages.set(id, { ...said, id, talk_id: 3, text, created_at: at });
    };
    words('m1', 'Добрый день', sampleTime);
    words('m2', 'Вы тут?', sampleTime + 9);
    account.messages.set('m3', {
      ...said,
      id: 'm3',
      talk_id: 3,
      text: 'Да',
      created_at: 1,
      direction: 'out',
    });
    const metadata = {
      from: 'Анна',
      received_at: sampleTime,
      service: 'telegram',
      client: { name: 'Анна' },
      last_message_text: 'Вы тут?',
      origin: { chat_id: chat },
    };
    const waiting: Unsorted = { ...item, category: 'chats', source_uid: 'amojo:telegram', metadata };
    for (const action of ['add', 'update'] as const)
      expect(unsortedPayload(account, waiting, action).source_data).toEqual({
        from: 'Анна',
        name: 'Анна',
        to: '',
        date: sampleTime + 9,
        service: 'telegram',
        site: 'telegram',
        client: { name: 'Анна', id: '1398', picture: '' },
        origin: { provider: 'amojo', chat_id: chat },
        data: [{ id: 'm2', manager: 0, date: sampleTime + 9, text: 'Вы тут?' }],
        source_uid: 'amojo:telegram',
        source: '',
        source_name: 'Сайт',
      });
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
