import {
  createContact,
  listNewestContacts,
  searchContacts,
  type AmoClient,
  type AmoContact,
} from '@hub/amocrm';
import { isMadeFrom, isSamePerson, searchTerms, type Person } from './match-contact.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';

/** `decided` → `contact-ready`: the lead's main contact stands in the branch account; found there, or created. */
export const contactStep: TransferStep = {
  async look(context, since) {
    const source = await readMainContact(context);
    if (!source) return { state: 'contact-ready', branchContactId: null };
    const person = personOf(source);
    const found =
      (await findKnown(context.branch, person)) ??
      (since === null ? null : await findFresh(context.branch, person, since));
    return found === null ? null : { state: 'contact-ready', branchContactId: found };
  },

  async write(context) {
    const source = await readMainContact(context);
    if (!source) return { state: 'contact-ready', branchContactId: null };
    const { ownerId } = context.transfer.target;
    const branchContactId = await createContact(context.branch, {
      ...nameOf(source),
      ...(ownerId === null ? {} : { responsible_user_id: ownerId }),
      custom_fields_values: ['PHONE', 'EMAIL'].flatMap((code) => copyField(source, code)),
    });
    return { state: 'contact-ready', branchContactId };
  },
};

async function readMainContact(context: TransferContext): Promise<AmoContact | null> {
  const { contacts } = (await context.readHqLead())._embedded;
  const main = contacts.find((contact) => contact.is_main) ?? contacts[0];
  return main ? context.readHqContact(main.id) : null;
}

/** The oldest contact with the same phone or e-mail. The search hits any field, so each hit is compared again. */
async function findKnown(branch: AmoClient, person: Person): Promise<number | null> {
  for (const term of searchTerms(person)) {
    const hits = await searchContacts(branch, term);
    const ids = hits.filter((hit) => isSamePerson(personOf(hit), person)).map(({ id }) => id);
    if (ids.length > 0) return Math.min(...ids);
  }
  return null;
}

/** A contact that an earlier attempt made; the search may not know it yet. */
async function findFresh(branch: AmoClient, person: Person, since: number): Promise<number | null> {
  for await (const page of listNewestContacts(branch)) {
    const found = page.find((hit) => hit.created_at >= since && isMadeFrom(personOf(hit), person));
    if (found) return found.id;
    if (page.every((hit) => hit.created_at < since)) return null;
  }
  return null;
}

function personOf(contact: AmoContact): Person {
  return {
    name: contact.name,
    phones: textsOf(contact, 'PHONE'),
    emails: textsOf(contact, 'EMAIL'),
  };
}

function textsOf(contact: AmoContact, code: string): string[] {
  return contact.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values.map(({ value }) => value))
    .filter((value) => typeof value === 'string');
}

/** PHONE and EMAIL have the same codes in every account, so they need no field map (entities sheet 2). */
function copyField(contact: AmoContact, code: string) {
  const values = contact.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .map(({ value, enum_code }) => ({ value, enum_code: enum_code ?? 'WORK' }));
  return values.length > 0 ? [{ field_code: code, values }] : [];
}

function nameOf({ name, first_name, last_name }: AmoContact) {
  return first_name || last_name ? { first_name, last_name } : { name };
}
