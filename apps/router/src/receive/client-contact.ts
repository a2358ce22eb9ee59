import {
  contactTexts,
  listNewestContacts,
  searchContacts,
  unlessMadeSince,
  type AmoClient,
  type AmoContact,
} from '@hub/amocrm';
import type { AccountCards } from '../absence/read-cards.js';
import { isMadeFrom, isSamePerson, searchTerms, type Person } from '../transfer/match-contact.js';

/** The account at HQ. `rereadContact` gives null only where the contact is certainly gone: that no read shows it yet is no proof. */
type ContactsAtHq = Pick<AccountCards, 'client' | 'rereadContact'>;

/**
 * A client's contact at HQ, or null: the one that is known of them before the account's search is, else the oldest one
 * with the same phone or e-mail, else one that an attempt since then (amoCRM's seconds) may have made. The search may
 * know a contact still that is gone (`goneId`). Throws `RetryLater` while the known one is not read.
 */
export async function findClientContact(
  { client: amo, rereadContact }: ContactsAtHq,
  person: Person,
  {
    contactBefore,
    since,
    goneId = null,
  }: { contactBefore: number | null; since: number | null; goneId?: number | null },
): Promise<number | null> {
  return (
    (await findStillValid(rereadContact, person, contactBefore)) ??
    (await findKnown(amo, person, goneId)) ??
    (since === null ? null : await findFresh(amo, person, since))
  );
}

/** A contact as contacts are compared by. */
export function personOf(contact: AmoContact): Person {
  return {
    name: contact.name,
    phones: contactTexts(contact, 'PHONE'),
    emails: contactTexts(contact, 'EMAIL'),
  };
}

async function findStillValid(
  reread: ContactsAtHq['rereadContact'],
  person: Person,
  id: number | null,
): Promise<number | null> {
  const contact = id === null ? null : await reread(id);
  return contact && !contact.is_deleted && isSamePerson(personOf(contact), person) ? contact.id : null;
}

/** The search hits any field, so each hit is compared again. */
async function findKnown(amo: AmoClient, person: Person, goneId: number | null): Promise<number | null> {
  for (const term of searchTerms(person)) {
    const hits = await searchContacts(amo, term);
    const ids = hits.flatMap((hit) =>
      hit.id !== goneId && isSamePerson(personOf(hit), person) ? [hit.id] : [],
    );
    if (ids.length > 0) return Math.min(...ids);
  }
  return null;
}

async function findFresh(amo: AmoClient, person: Person, since: number): Promise<number | null> {
  for await (const page of listNewestContacts(amo, unlessMadeSince(since))) {
    const found = page.find((hit) => hit.created_at >= since && isMadeFrom(personOf(hit), person));
    if (found) return found.id;
    if (page.every((hit) => hit.created_at < since)) return null;
  }
  return null;
}
