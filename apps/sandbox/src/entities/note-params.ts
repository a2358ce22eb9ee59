import type { Rule } from '../http/shape.js';

type Keys = Record<string, Rule>;

/** The page gives these no type, except the coordinates of a place. */
const string: Rule = { type: 'string', loose: true };
/** Of the keys of all types only `duration` and `text` are known to be required; the others must say something when sent. */
const said: Rule = { ...string, notBlank: true };
const required: Rule = { ...said, required: true };
const typed: Rule = { type: 'string', notBlank: true };

const call: Keys = {
  uniq: { ...string, nullable: true },
  duration: { type: 'int', required: true, min: 0, loose: true },
  source: said,
  link: string,
  phone: said,
  call_responsible: { type: ['int', 'string'], nullable: true },
  call_result: string,
  call_status: { type: 'int', choices: [1, 2, 3, 4, 5, 6, 7], loose: true },
};

const sms: Keys = { text: required, phone: said };
const service: Keys = { service: said, text: required };

/** The types of notes the API can make, with the keys of their `params` (entities 7.2). */
export const noteParams: Readonly<Partial<Record<string, Keys>>> = {
  common: { text: required },
  call_in: call,
  call_out: call,
  service_message: service,
  extended_service_message: service,
  message_cashier: {
    status: { type: 'string', choices: ['created', 'shown', 'canceled'] },
    text: required,
  },
  geolocation: { text: required, address: said, longitude: typed, latitude: typed },
  sms_in: sms,
  sms_out: sms,
  attachment: {
    file_uuid: said,
    file_name: said,
    version_uuid: { type: 'string', nullable: true },
  },
};

/** As stored: attachments get the keys that only reads show. */
export function storedParams(noteType: string, sent: Record<string, unknown>): Record<string, unknown> {
  if (noteType !== 'attachment') return { ...sent };
  const name = sent.file_name ?? '';
  return { ...sent, text: name, original_name: name, is_drive_attachment: true };
}
