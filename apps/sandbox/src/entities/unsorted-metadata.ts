import type { Rule } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import type { Unsorted } from '../state/unsorted.js';

type Keys = Record<string, Rule>;

/** The page gives these no type: numbers are kept as they come. */
const text: Rule = { type: ['string', 'float'], required: true };
const words: Rule = { type: ['string', 'float'], nullable: true };

/** Entities 9.4: of a call everything is needed; of a form nothing is documented as required. */
export const sipMetadata: Keys = {
  from: text,
  phone: text,
  call_responsible: { type: ['int', 'string'], nullable: true },
  called_at: { ...timeRule, required: true, loose: true },
  duration: { type: 'int', required: true, min: 0, loose: true },
  link: text,
  service_code: text,
  uniq: text,
  is_call_event_needed: { type: 'bool' },
};

export const formsMetadata: Keys = {
  form_id: words,
  form_name: words,
  form_page: words,
  /** Known from the official client only. */
  form_type: { type: 'int', nullable: true },
  ip: words,
  form_sent_at: { ...timeRule, loose: true },
  referer: words,
  visitor_uid: words,
};

type Nulls = Record<string, null | Record<string, null>>;

const nullsOf = (keys: string): Nulls => Object.fromEntries(keys.split(' ').map((key) => [key, null]));

/** Every key of entities 9.4 that reads show. */
const shownKeys: Readonly<Record<Unsorted['category'], Nulls>> = {
  sip: nullsOf('from phone call_responsible called_at duration link service_code uniq'),
  forms: nullsOf('form_id form_name form_page ip form_sent_at referer visitor_uid'),
  chats: {
    ...nullsOf('from to received_at service last_message_text source_name'),
    client: { name: null, avatar: null },
    origin: { chat_id: null, ref: null, visitor_uid: null },
  },
  mail: {
    ...nullsOf('received_at subject thread_id message_id content_summary'),
    from: { email: null, name: null },
  },
};

/** The metadata as reads show it: keys without a value are there and null. */
export function fullMetadata({ category, metadata }: Unsorted): Record<string, unknown> {
  const full: Record<string, unknown> = { ...shownKeys[category], ...metadata };
  for (const [key, inner] of Object.entries(shownKeys[category]))
    if (inner) full[key] = { ...inner, ...(metadata[key] as object | undefined) };
  return full;
}
