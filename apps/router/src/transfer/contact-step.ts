import {
  contactTexts,
  createContact,
  findContact,
  listNewestContacts,
  mainContactOf,
  searchContacts,
  unlessMadeSince,
  type AmoClient,
  type AmoContact,
  type AmoFieldValues,
} from '@hub/amocrm';
import { message, type Fact } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { shortNameLength, type CardPart } from './card-parts.js';
import { judgeContactIntents, type OtherContact } from './judge-contact-intents.js';
import { isMadeFrom, isSamePerson, searchTerms, type Person } from './match-contact.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferProgress } from './transfer.repository.js';
import { contactFieldsLeft, unique } from './what-stays.js';
import { writeCard } from './write-card.js';

const clockSkewMs = 600_000;
/** So long after a contact was made the search may not know it yet. */
const searchLagMs = 600_000;

/** The person whose contact is searched. */
interface Sought extends Person {
  /** The contact that the transfer had and that is gone; searches and lists may show it still. */
  goneId: number | null;
}

/** → `contact-ready`: the lead's main contact exists in the branch account; found there, or created. */
export const contactStep: TransferStep = {
  side: 'branch',

  contactTerms: contactTermsOf,

  async find(context, since, others) {
    const source = await readMainContact(context);
    if (!source) return without(context);
    const { branchContactId, hqContactId } = context.transfer;
    // Another contact of HQ's says nothing about the one that the transfer had.
    const goneId = hqContactId === null || hqContactId === source.id ? branchContactId : null;
    const person = { ...personOf(source), goneId };
    const found =
      (await findOthers(context, person, others)) ??
      (await findKnown(context.branch, person)) ??
      (since === null ? null : await findFresh(context.branch, person, since));
    if (found === null) return null;
    const made = { branchContactId: found, hqContactId: source.id };
    return { state: 'contact-ready', ...made, leftOut: contactLeft(source) };
  },

  async write(context) {
    const source = await readMainContact(context);
    if (!source) return without(context);
    const { ownerId } = context.transfer.target;
    const { answer, dropped } = await writeCard(contactPartsOf(source, ownerId), (card) =>
      createContact(context.branch, card),
    );
    return {
      state: 'contact-ready',
      branchContactId: answer,
      hqContactId: source.id,
      leftOut: unique([...contactLeft(source), ...dropped]),
    };
  },
};

/** What the lead's contact is known by: two leads of one client at once must not make two contacts. */
export async function contactTermsOf(context: TransferContext): Promise<string[]> {
  const source = await readMainContact(context);
  return source ? searchTerms(personOf(source)) : [];
}

/** The parts of the branch contact. */
export function contactPartsOf(source: AmoContact, ownerId: number | null): CardPart[] {
  return [
    ...Object.entries(nameOf(source)).map(([place, value]) => ({
      place,
      value,
      name: message('leftOut.contact-name'),
      instead: value.slice(0, shortNameLength),
    })),
    ...(ownerId === null
      ? []
      : [{ place: 'responsible_user_id', value: ownerId, name: message('leftOut.owner') }]),
    ...source.custom_fields_values
      .filter(({ field_code }) => field_code === 'PHONE' || field_code === 'EMAIL')
      .map((field) => copyField(field)),
  ];
}

/** Filled fields of the contact that do not cross. */
export function contactLeft({ custom_fields_values }: AmoContact): Fact[] {
  return contactFieldsLeft(
    custom_fields_values.map(({ field_code, field_name, field_id, values }) => ({
      code: field_code,
      name: field_name ?? String(field_id),
      isFilled: values.length > 0,
    })),
  );
}

/** The lead's main contact at HQ. Null when the lead has none, or one that is gone. */
export async function readMainContact(context: TransferContext): Promise<AmoContact | null> {
  const mainId = mainContactOf(await context.readHqLead());
  return mainId === null ? null : context.readHqContact(mainId);
}

/** The transfer goes on without a contact; one that could not be read is named among what was left out. */
async function without(context: TransferContext): Promise<TransferProgress> {
  const mainId = mainContactOf(await context.readHqLead());
  const leftOut = [message(mainId === null ? 'leftOut.no-contact' : 'leftOut.contact')];
  return { state: 'contact-ready', branchContactId: null, hqContactId: null, leftOut };
}

/** The oldest contact with the same phone or e-mail. The search hits any field, so each hit is compared again. */
async function findKnown(branch: AmoClient, person: Sought): Promise<number | null> {
  for (const term of searchTerms(person)) {
    const hits = await searchContacts(branch, term);
    const ids = hits
      .filter((hit) => hit.id !== person.goneId && isSamePerson(personOf(hit), person))
      .map(({ id }) => id);
    if (ids.length > 0) return Math.min(...ids);
  }
  return null;
}

/** The contact that another transfer has just made for this person. Throws `RetryLater` while it is being made. */
async function findOthers(
  context: TransferContext,
  person: Sought,
  others: readonly OtherContact[],
): Promise<number | null> {
  const verdict = judgeContactIntents(others, new Date());
  switch (verdict.kind) {
    case 'none':
      return null;
    case 'wait':
      throw new RetryLater(message('failures.contact-elsewhere'), verdict.afterMs);
    case 'search':
      return findFresh(context.branch, person, Math.floor((verdict.since.getTime() - clockSkewMs) / 1000));
    case 'known':
      return findStillValid(context, person, { ids: verdict.contactIds, others });
  }
}

/**
 * The first of these contacts that is there and still this person's. Throws `RetryLater` when a read does not find one that
 * was just made: that is no proof, and the search does not know it yet.
 */
async function findStillValid(
  { branch, findBranchContact }: TransferContext,
  person: Person,
  { ids, others }: { ids: readonly number[]; others: readonly OtherContact[] },
): Promise<number | null> {
  const justMadeAfter = Date.now() - searchLagMs;
  for (const id of ids) {
    const isJustMade = others.some((one) => one.contactId === id && one.begunAt.getTime() > justMadeAfter);
    const contact = await (isJustMade ? findBranchContact(id) : findContact(branch, id));
    if (contact && !contact.is_deleted && isSamePerson(personOf(contact), person)) return id;
  }
  return null;
}

/** A contact whose creation was begun and whose answer was lost; the search may not know it yet. */
async function findFresh(branch: AmoClient, person: Sought, since: number): Promise<number | null> {
  for await (const page of listNewestContacts(branch, unlessMadeSince(since))) {
    const fresh = page.filter(({ id, created_at }) => created_at >= since && id !== person.goneId);
    const found = fresh.find((hit) => isMadeFrom(personOf(hit), person));
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

/** PHONE and EMAIL have the same codes in every account, so they need no field map (entities sheet 2). */
function copyField({ field_code, field_name, values }: AmoFieldValues): CardPart {
  return {
    place: 'custom_fields_values',
    value: {
      field_code,
      values: values.map(({ value, enum_code }) => ({ value, enum_code: enum_code ?? 'WORK' })),
    },
    name: message('leftOut.contact-field', { name: field_name ?? field_code ?? '' }),
  };
}

function nameOf({ name, first_name, last_name }: AmoContact): Record<string, string> {
  return first_name || last_name ? { first_name, last_name } : { name };
}
