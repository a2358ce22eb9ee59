import type { ChatMessage, Talk } from '../state/talk.js';
import type { FormBody } from './form-encode.js';

const elementNumbers = { lead: 2, customer: 12 } as const;

/** `message[add]` and `outgoing_message[add]` (config 7.4); sources and pictures are not emulated. */
export function messagePayload(message: ChatMessage, talk: Talk): FormBody {
  const { author, direction } = message;
  const incoming = direction === 'in';
  return {
    id: message.id,
    chat_id: talk.chat_id,
    talk_id: talk.talk_id,
    contact_id: talk.contact_id,
    text: message.text,
    created_at: message.created_at,
    element_type: talk.entity_type === null ? null : elementNumbers[talk.entity_type],
    entity_type: talk.entity_type,
    element_id: talk.entity_id,
    entity_id: talk.entity_id,
    type: incoming ? 'incoming' : 'outgoing',
    ...(incoming ? {} : { message_type: 'text', source_id: '' }),
    author: incoming
      ? { id: author.id, type: 'external', name: author.name, avatar_url: '' }
      : { id: author.id, type: 'internal', user_id: author.user_id, name: author.name },
    origin: talk.origin,
  };
}

/** `talk[add]` and `talk[update]` (config 7.4). */
export function talkPayload(talk: Talk): FormBody {
  const { talk_id, created_at, updated_at, rate, contact_id, chat_id, entity_id, entity_type } = talk;
  return {
    talk_id,
    created_at,
    updated_at,
    rate,
    contact_id,
    chat_id,
    entity_id,
    entity_type,
    is_in_work: talk.is_in_work,
    is_read: talk.is_read,
    origin: talk.origin,
  };
}
