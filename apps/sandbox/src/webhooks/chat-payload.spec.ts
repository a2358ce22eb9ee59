import { describe, expect, it } from '@jest/globals';
import { sampleTime } from '../../test/sample-account.js';
import type { ChatMessage, Talk } from '../state/talk.js';
import { messagePayload, talkPayload } from './chat-payload.js';

const talk: Talk = {
  talk_id: 51,
  created_at: sampleTime,
  updated_at: sampleTime,
  rate: 0,
  contact_id: 11,
  chat_id: 'chat',
  entity_id: 5,
  entity_type: 'lead',
  is_in_work: true,
  is_read: false,
  origin: 'telegram',
  missed_at: null,
};
const message: ChatMessage = {
  id: 'm1',
  talk_id: 51,
  direction: 'in',
  text: 'Здравствуйте',
  created_at: sampleTime,
  author: { id: 'client', name: 'Анна', user_id: null },
};

describe('chat payloads', () => {
  it('shows an incoming message with its client', () => {
    expect(messagePayload(message, talk)).toMatchObject({
      id: 'm1',
      talk_id: 51,
      element_type: 2,
      entity_type: 'lead',
      entity_id: 5,
      type: 'incoming',
      author: { id: 'client', type: 'external', name: 'Анна' },
      origin: 'telegram',
    });
  });

  it('shows an outgoing message with its user', () => {
    const out: ChatMessage = { ...message, direction: 'out', author: { id: 'u', name: 'Пётр', user_id: 8 } };
    expect(messagePayload(out, talk)).toMatchObject({
      type: 'outgoing',
      author: { type: 'internal', user_id: 8 },
    });
  });

  it('shows a talk', () => {
    expect(talkPayload(talk)).toMatchObject({ talk_id: 51, rate: 0, is_in_work: true, is_read: false });
  });
});
