import { switchOf, type Account } from '../state/account.js';
import type { AccountEvent } from '../state/event.js';
import type { Talk } from '../state/talk.js';

const chatTypes: ReadonlySet<string> = new Set(['incoming_chat_message', 'outgoing_chat_message']);

function messageTalk(account: Account, event: AccountEvent): { id: string; talk: Talk } | undefined {
  const [value] = event.value_after as { message?: { id: string } }[];
  const message = account.messages.get(value?.message?.id ?? '');
  const talk = message && account.talks.get(message.talk_id);
  return talk && { id: message.id, talk };
}

/**
 * A row of the feed as it is shown: messages on a lead name the contact of their talk, and belong to that contact when
 * the lead is gone (entities 8.4). Other rows stay as they are.
 */
export function shownEvent(account: Account, event: AccountEvent): AccountEvent {
  const found = chatTypes.has(event.type) ? messageTalk(account, event) : undefined;
  if (!found) return event;
  const { id, talk } = found;
  const { talk_id, origin, contact_id } = talk;
  const full = switchOf(account, 'chat_event_message') === 'full';
  const row = { ...event, value_after: full ? [{ message: { id, talk_id, origin } }] : event.value_after };
  if (event.entity_type !== 'lead') return row;
  if (account.leads.get(event.entity_id)?.is_deleted !== false)
    return { ...row, entity_type: 'contact', entity_id: contact_id };
  return { ...row, linked_talk_contact_id: contact_id };
}
