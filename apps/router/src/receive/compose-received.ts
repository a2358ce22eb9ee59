import { createHash } from 'node:crypto';
import type { AmoLead, NewFieldValues } from '@hub/amocrm';
import type { ReceivedBody, RoutingRulesBody } from '@hub/contracts';
import { TRANSFER_FIELD_CODE } from '@hub/contracts/pure';
import { joined, message, type Fact, type Joined } from '@hub/messages';
import { shortNameLength, type CardPart } from '../transfer/card-parts.js';
import { searchTerms, type Person } from '../transfer/match-contact.js';

type Body = Pick<ReceivedBody, keyof ReceivedBody>;

/** The client as contacts are compared by. */
export function personOfReceived({ name, phone, email }: Body): Person {
  return {
    name: (name ?? '').trim().slice(0, shortNameLength),
    phones: phone == null ? [] : [phone],
    emails: email == null ? [] : [email],
  };
}

/** A hash of what the client is known by, or of the request when the client is unknown. */
export function clientKey(body: Body, id: string): string {
  return personKey(personOfReceived(body), id);
}

/** A hash of what a person is known by, or of `otherwise` when the person is unknown. */
export function personKey(person: Person, otherwise: string): string {
  const [term = otherwise] = searchTerms(person);
  return createHash('sha256').update(term).digest('hex').slice(0, 32);
}

/** The parts of a new contact. */
export function contactPartsOfReceived(body: Body): CardPart[] {
  const { name, phones, emails } = personOfReceived(body);
  const field = (code: 'PHONE' | 'EMAIL', value: string): CardPart => {
    const values: NewFieldValues = { field_code: code, values: [{ value, enum_code: 'WORK' }] };
    return {
      place: 'custom_fields_values',
      value: values,
      name: message('leftOut.contact-field', { name: code }),
    };
  };
  return [
    ...(name === '' ? [] : [{ place: 'name', value: name, name: message('leftOut.contact-name') }]),
    ...phones.map((value) => field('PHONE', value)),
    ...emails.map((value) => field('EMAIL', value)),
  ];
}

/** The end of the lead's name, by which people know the request. */
export function receivedMark(id: string): string {
  return `№${id.slice(0, 8)}`;
}

/** The request's id in the hub's field, until the hand-over writes that of the transfer there. */
export function receivedIdPart(id: string): CardPart {
  const value = { field_code: TRANSFER_FIELD_CODE, values: [{ value: id }] };
  return { place: 'custom_fields_values', value, name: message('leftOut.transfer-id') };
}

/** Whether the lead was made for this request. A robot may have renamed it; HQ may not have the hub's field. */
export function isMadeFor(
  id: string,
  { name, custom_fields_values: fields }: Pick<AmoLead, 'name' | 'custom_fields_values'>,
): boolean {
  const carries = fields.some(({ values }) => values.some(({ value }) => value === id));
  return carries || name.endsWith(receivedMark(id));
}

/** The parts of the lead: in the first stage of the intake pipeline, with what routing reads. */
export function leadPartsOfReceived(
  body: Body,
  rules: RoutingRulesBody,
  about: { title: string; contactId: number },
): CardPart[] {
  const field = (id: number | null | undefined, name: keyof Unplaced): CardPart[] => {
    const text = body[name];
    if (id == null || text == null) return [];
    const value = { field_id: id, values: [{ value: text }] };
    const said = message('leftOut.sent', { name, value: text.slice(0, shortNameLength) });
    return [{ place: 'custom_fields_values', value, name: said }];
  };
  return [
    { place: 'name', value: about.title, name: null },
    { place: 'pipeline_id', value: rules.intakePipelineId, name: null },
    { place: '_embedded.contacts', value: [{ id: about.contactId, is_main: true }], name: null },
    ...field(rules.regionFieldId, 'region'),
    ...field(rules.cityFieldId, 'city'),
    ...field(rules.branchFieldId, 'branch'),
  ];
}

/** The names of the fields that a lead lacks which an earlier attempt has made of these parts. */
export function missingOfReceived(
  parts: readonly CardPart[],
  { custom_fields_values: made }: Pick<AmoLead, 'custom_fields_values'>,
): Fact[] {
  const filled = new Set(made.map(({ field_id }) => field_id));
  return parts.flatMap(({ place, value, name }) => {
    const isThere = place !== 'custom_fields_values' || filled.has((value as { field_id: number }).field_id);
    return isThere || name === null ? [] : [name];
  });
}

/** The place and branch that were sent with a lead and are in none of its fields; null: they are, or were not sent. */
export interface Unplaced {
  region: string | null;
  city: string | null;
  branch: string | null;
}

/** What the list of what did not get into fields says of place and branch. */
export function unplacedOf(leftOut: readonly Fact[]): Unplaced {
  const textOf = (name: keyof Unplaced): string | null => {
    for (const one of leftOut)
      if (typeof one === 'object' && 'key' in one && one.key === 'leftOut.sent' && one.facts.name === name)
        return typeof one.facts.value === 'string' ? one.facts.value : null;
    return null;
  };
  return { region: textOf('region'), city: textOf('city'), branch: textOf('branch') };
}

const noted = ['source', 'name', 'phone', 'email', 'region', 'city', 'branch', 'comment'] as const;

/** Everything that was sent, line by line, for the lead's note. */
export function noteOfReceived(body: Body): Joined {
  return joined(
    '\n',
    noted.flatMap((name) => {
      const value = body[name];
      return value == null ? [] : [message('cards.received-line', { name, value })];
    }),
  );
}
