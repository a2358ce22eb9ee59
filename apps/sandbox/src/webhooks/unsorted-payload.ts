import { cardsOfUnsorted } from '../entities/unsorted-cards.js';
import type { Account } from '../state/account.js';
import type { Unsorted } from '../state/unsorted.js';
import type { FormBody } from './form-encode.js';

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}

/**
 * What a recorded body says of a chat: in `data` the last words of the client, which receivers read of additions and of changes.
 * Channels and pictures are not emulated.
 */
function chatData(account: Account, { lead_id, metadata }: Unsorted): FormBody {
  const { from, service, origin } = metadata as { from?: string; service?: string; origin?: FormBody };
  const said = [...account.messages.values()].findLast(
    ({ direction, talk_id }) => direction === 'in' && account.talks.get(talk_id)?.entity_id === lead_id,
  );
  return {
    from,
    name: from,
    to: '',
    date: said?.created_at,
    service,
    site: service,
    client: { name: said?.author.name, id: said?.author.id, picture: '' },
    origin: { provider: 'amojo', chat_id: origin?.chat_id },
    data: said ? [{ id: said.id, manager: 0, date: said.created_at, text: said.text }] : [],
    source: '',
  };
}

function sourceData(account: Account, item: Unsorted): FormBody {
  const { source_uid, source_name } = item;
  const data = item.category === 'chats' ? chatData(account, item) : (item.metadata as FormBody);
  return { ...data, source_uid, source_name };
}

function data(account: Account, item: Unsorted): FormBody {
  const { lead, contacts } = cardsOfUnsorted(account, item);
  return {
    leads: lead ? [{ id: lead.id, name: lead.name, price: lead.price }] : [],
    contacts: contacts.map(({ id, name }) => ({ id, name })),
  };
}

/** `unsorted[add]` and `unsorted[update]`, which says less (config 7.4). */
export function unsortedPayload(account: Account, item: Unsorted, action: 'add' | 'update'): FormBody {
  const common: FormBody = {
    uid: item.uid,
    category: item.category,
    source_data: sourceData(account, item),
    data: data(account, item),
    pipeline_id: item.pipeline_id,
    account_id: account.id,
  };
  if (action === 'update') return common;
  return {
    ...common,
    request_id: 0,
    source_id: textOf(item.metadata.service_code),
    lead_id: item.lead_id,
    date_create: item.created_at,
    created_at: item.created_at,
  };
}

/** `unsorted[delete]` for both ways out: `accept` with the new ids, `decline` with the lead thrown away. */
export function sortedPayload(
  account: Account,
  item: Unsorted,
  action: 'accept' | 'decline',
  author: number,
): FormBody {
  const leads = [item.lead_id];
  const contacts = cardsOfUnsorted(account, item).contacts.map(({ id }) => id);
  return {
    action,
    uid: item.uid,
    category: item.category,
    created_at: item.created_at,
    modified_user_id: author,
    ...(action === 'accept' ? { accept_result: { leads, contacts } } : { decline_result: { leads } }),
  };
}
