import type { Rule } from '../http/shape.js';

type Keys = Record<string, Rule>;

const text: Rule = { type: 'string', required: true };
const id: Rule = { type: ['string', 'int'], required: true };
const loose: Rule = { type: ['string', 'int'], nullable: true };
const words: Rule = { type: 'string', nullable: true };

/** Entities 9.4: of a call everything is needed; of a form nothing is documented as required. */
export const sipMetadata: Keys = {
  from: id,
  phone: id,
  call_responsible: { type: ['int', 'string'], nullable: true },
  called_at: { type: 'int', required: true, min: 0 },
  duration: { type: 'int', required: true, min: 0 },
  link: text,
  service_code: text,
  uniq: text,
  is_call_event_needed: { type: 'bool' },
};

export const formsMetadata: Keys = {
  form_id: loose,
  form_name: words,
  form_page: words,
  /** Known from the official client only. */
  form_type: { type: 'int', nullable: true },
  ip: words,
  form_sent_at: { type: 'int', min: 0 },
  referer: words,
  visitor_uid: words,
};
