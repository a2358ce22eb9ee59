import {
  contactTexts,
  createContact,
  createLead,
  createNote,
  findContact,
  listNewestContacts,
  listNewestLeads,
  listNotes,
  searchContacts,
  type AmoClient,
  type AmoContact,
} from '@hub/amocrm';
import { message, say, sayFact, type Locale } from '@hub/messages';
import { isMadeFrom, isSamePerson, searchTerms, type Person } from '../transfer/match-contact.js';
import type { CardPart } from '../transfer/card-parts.js';
import { transferMark } from '../transfer/transfer-mark.js';
import { unique } from '../transfer/what-stays.js';
import { writeCard } from '../transfer/write-card.js';
import {
  contactPartsOfReceived,
  leadPartsOfReceived,
  missingOfReceived,
  noteOfReceived,
  personOfReceived,
  receivedMark,
} from './compose-received.js';
import type { Receiving } from './receive-setting.js';
import type { ReceivedRow } from './received-lead.entity.js';

/** What one attempt works on. */
export interface ReceivePlace extends Receiving {
  amo: AmoClient;
  row: ReceivedRow;
  body: NonNullable<ReceivedRow['body']>;
  locale: Locale;
  /** The contact of the client's request before this one, which the account's search may not know yet. */
  contactBefore: number | null;
}

/** What a step has found or made. */
export type ReceiveProgress = Pick<ReceivedRow, 'state'> &
  Partial<Pick<ReceivedRow, 'contactId' | 'leadId' | 'leftOut'>>;

/** What an earlier attempt may have made is looked for before anything is written; `since` is when that may have begun. */
export interface ReceiveStep {
  find: (place: ReceivePlace, since: number | null) => Promise<ReceiveProgress | null>;
  write: (place: ReceivePlace) => Promise<ReceiveProgress>;
}

/** `accepted` → `contact-ready`: the client's contact is found by phone or e-mail, or made. */
export const receiveContact: ReceiveStep = {
  async find({ amo, body, contactBefore }, since) {
    const person = personOfReceived(body);
    const contactId =
      (await findStanding(amo, person, contactBefore)) ??
      (await findKnown(amo, person)) ??
      (since === null ? null : await findFresh(amo, person, since));
    return contactId === null ? null : { state: 'contact-ready', contactId };
  },

  async write({ amo, body }) {
    const { answer, dropped } = await writeCard(contactPartsOfReceived(body), (card) =>
      createContact(amo, card),
    );
    return { state: 'contact-ready', contactId: answer, leftOut: dropped };
  },
};

/** `contact-ready` → `lead-created`: the lead stands in the intake pipeline; its name ends with the request's mark. */
export const receiveLead: ReceiveStep = {
  async find(place, since) {
    if (since === null) return null;
    const { amo, row } = place;
    for await (const page of listNewestLeads(amo)) {
      const made = page.find(
        ({ name, created_at }) => created_at >= since && name.endsWith(receivedMark(row.id)),
      );
      if (made) {
        const missing = missingOfReceived(await partsOf(place), made);
        return { state: 'lead-created', leadId: made.id, leftOut: unique([...row.leftOut, ...missing]) };
      }
      if (page.every(({ created_at }) => created_at < since)) return null;
    }
    return null;
  },

  async write(place) {
    const { amo, row } = place;
    const parts = await partsOf(place);
    const { answer, dropped } = await writeCard(parts, (card) => createLead(amo, card));
    return { state: 'lead-created', leadId: answer, leftOut: unique([...row.leftOut, ...dropped]) };
  },
};

/** `lead-created` → `done`: a note says everything that was sent. */
export const receiveNote: ReceiveStep = {
  async find({ amo, row }, since) {
    if (since === null) return null;
    const notes = await listNotes(amo, 'leads', leadOf(row));
    const isThere = notes.some(({ params }) =>
      ((params as { text?: string } | null)?.text ?? '').endsWith(transferMark(row.id)),
    );
    return isThere ? { state: 'done' } : null;
  },

  async write({ amo, row, body, locale }) {
    const text = `${sayFact(noteOfReceived(body), locale)}\n${transferMark(row.id)}`;
    await createNote(amo, 'leads', leadOf(row), { text });
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

async function findStanding(amo: AmoClient, person: Person, id: number | null): Promise<number | null> {
  const contact = id === null ? null : await findContact(amo, id);
  return contact && !contact.is_deleted && isSamePerson(personOf(contact), person) ? contact.id : null;
}

/** The oldest contact with the same phone or e-mail. The search hits any field, so each hit is compared again. */
async function findKnown(amo: AmoClient, person: Person): Promise<number | null> {
  for (const term of searchTerms(person)) {
    const hits = await searchContacts(amo, term);
    const ids = hits.filter((hit) => isSamePerson(personOf(hit), person)).map(({ id }) => id);
    if (ids.length > 0) return Math.min(...ids);
  }
  return null;
}

/** A contact whose creation was begun and whose answer was lost. */
async function findFresh(amo: AmoClient, person: Person, since: number): Promise<number | null> {
  for await (const page of listNewestContacts(amo)) {
    const found = page.find((hit) => hit.created_at >= since && isMadeFrom(personOf(hit), person));
    if (found) return found.id;
    if (page.every((hit) => hit.created_at < since)) return null;
  }
  return null;
}

function personOf(contact: AmoContact): Person {
  return {
    name: contact.name,
    phones: contactTexts(contact, 'PHONE'),
    emails: contactTexts(contact, 'EMAIL'),
  };
}
