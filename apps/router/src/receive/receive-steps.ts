import { createContact, createLead, createNote, findLead } from '@hub/amocrm';
import { message, say, sayFact, type Locale } from '@hub/messages';
import { isRefusal } from '@hub/platform';
import type { AccountCards } from '../absence/read-cards.js';
import type { CardPart } from '../transfer/card-parts.js';
import { isContactRefused } from '../transfer/is-contact-refused.js';
import { transferMark } from '../transfer/transfer-mark.js';
import { unique, withoutName } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import { findClientContact } from './client-contact.js';
import {
  contactPartsOfReceived,
  isMadeFor,
  leadPartsOfReceived,
  missingOfReceived,
  noteOfReceived,
  personOfReceived,
  receivedIdPart,
  receivedMark,
} from './compose-received.js';
import { findMadeLead, findMarkedNote } from './find-made.js';
import type { Receiving } from './receive-setting.js';
import type { ReceivedRow } from './received-lead.entity.js';

/** What one attempt works on. */
export interface ReceivePlace extends Receiving {
  cards: Pick<AccountCards, 'client' | 'rereadContact'>;
  row: ReceivedRow;
  body: NonNullable<ReceivedRow['body']>;
  locale: Locale;
  /** The contact of the client's request before this one, which the account's search may not know yet. */
  contactBefore: number | null;
  /** The lead of the request by what routing has recorded until now. */
  readLeadId: () => Promise<number | null>;
}

/** What a step has found or made. */
export type ReceiveProgress = Pick<ReceivedRow, 'state'> &
  Partial<Pick<ReceivedRow, 'contactId' | 'leadId' | 'leftOut'>>;

/** What an earlier attempt may have made is searched for before anything is written; `since` is when that may have begun. */
export interface ReceiveStep {
  find: (place: ReceivePlace, since: number | null) => Promise<ReceiveProgress | null>;
  write: (place: ReceivePlace) => Promise<ReceiveProgress>;
}

/** `accepted` → `contact-ready`: the client's contact is found by phone or e-mail, or made. */
export const receiveContact: ReceiveStep = {
  async find({ cards, row, body, contactBefore }, since) {
    const person = personOfReceived(body);
    const contactId = await findClientContact(cards, person, { contactBefore, since, goneId: row.contactId });
    return contactId === null ? null : { state: 'contact-ready', contactId };
  },

  async write({ cards: { client: amo }, body }) {
    const { answer, dropped } = await writeCard(contactPartsOfReceived(body), (card) =>
      createContact(amo, card),
    );
    return { state: 'contact-ready', contactId: answer, leftOut: dropped };
  },
};

/**
 * `contact-ready` → `lead-created`: the lead is in the intake pipeline; it carries the request's id, and its name ends with
 * the request's mark. Routing may have read it already, and knows it by its number; also where it has read it, and replaced the
 * id, while the search went on.
 * Where the contact is gone meanwhile: → `accepted`, and the request keeps its id, so that it is not found again.
 */
export const receiveLead: ReceiveStep = {
  async find(place, since) {
    if (since === null) return null;
    const { row, cards } = place;
    const amo = cards.client;
    const marked =
      row.leadId === null ? await findMadeLead(amo, since, (lead) => isMadeFor(row.id, lead)) : null;
    const leadId = marked?.id ?? (await place.readLeadId());
    if (leadId === null) return null;
    const made = marked ?? (await findLead(amo, leadId));
    if (!made) return { state: 'lead-created', leadId };
    const missing = missingOfReceived(await partsOf(place), made);
    return { state: 'lead-created', leadId: made.id, leftOut: unique([...row.leftOut, ...missing]) };
  },

  async write(place) {
    const { row, cards } = place;
    const amo = cards.client;
    const parts = [...(await partsOf(place)), receivedIdPart(row.id)];
    try {
      const { answer, dropped } = await writeCard(parts, (card) => createLead(amo, card));
      const left = withoutName(dropped, 'leftOut.transfer-id');
      return { state: 'lead-created', leadId: answer, leftOut: unique([...row.leftOut, ...left]) };
    } catch (error) {
      if (await isContactRefused(amo, error, row.contactId)) return { state: 'accepted' };
      throw error;
    }
  },
};

/** `lead-created` → `done`: a note says everything that was sent. A lead that is gone by now needs none. */
export const receiveNote: ReceiveStep = {
  async find({ cards: { client: amo }, row }, since) {
    if (since === null) return null;
    const note = await findMarkedNote(amo, leadOf(row), transferMark(row.id));
    return note && { state: 'done' };
  },

  async write({ cards: { client: amo }, row, body, locale }) {
    const text = `${sayFact(noteOfReceived(body), locale)}\n${transferMark(row.id)}`;
    try {
      await createNote(amo, 'leads', leadOf(row), { text });
    } catch (error) {
      if (!isRefusal(error) || (await findLead(amo, leadOf(row)))) throw error;
    }
    return { state: 'done' };
  },
};

async function partsOf({ rules, row, body, locale, fit }: ReceivePlace): Promise<CardPart[]> {
  const title = say(message('cards.received-lead', { mark: receivedMark(row.id) }), locale);
  return leadPartsOfReceived(await fit(body), rules, { title, contactId: contactOf(row) });
}

function contactOf({ id, contactId }: ReceivedRow): number {
  if (contactId === null) throw new Error(`Request ${id} has no contact`);
  return contactId;
}

function leadOf({ id, leadId }: ReceivedRow): number {
  if (leadId === null) throw new Error(`Request ${id} has no lead`);
  return leadId;
}
