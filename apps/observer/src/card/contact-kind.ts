import { ClientKeyRepository, type ClientHasher } from '@hub/accounts';
import { contactTexts, findContact, listContacts, type AmoContact } from '@hub/amocrm';
import { clientKeysOf } from '@hub/amocrm/pure';
import type { ContactState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { byId, type CardKindSpec } from './card-kinds.js';
import { keepErased } from './keep-erased.js';

/** How contacts are read and kept: as keyed hashes, for which the key of the hub is needed. */
@Injectable()
export class ContactKind {
  readonly spec: CardKindSpec<ContactState>;

  constructor(private readonly keys: ClientKeyRepository) {
    this.spec = contactKind(() => keys.hasher());
  }

  /** Names the key that contacts are hashed by. */
  async keyId(): Promise<string> {
    return (await this.keys.hasher()).keyId;
  }
}

function contactKind(hasher: () => Promise<ClientHasher>): CardKindSpec<ContactState> {
  return {
    kind: 'contact',
    isPublished: false,
    find: async (amo, id) => {
      const contact = await findContact(amo, id);
      return contact && !contact.is_deleted ? contactStateOf(contact, await hasher()) : null;
    },
    async *list(amo, query, firstPage, onUnreadable) {
      const by = await hasher();
      for await (const page of listContacts(amo, query, firstPage, onUnreadable && byId(onUnreadable)))
        yield page.map((contact) => ({ id: contact.id, state: contactStateOf(contact, by) }));
    },
    wanted: {},
    known: (cards, tx, accountId, ids) => cards.findContacts(tx, accountId, ids),
    save: (cards, tx, accountId, rows) => cards.saveContacts(tx, accountId, rows),
    isKept: ({ contactsState }) => contactsState !== 'off',
    asKept: keepErased,
  };
}

/** What the journal keeps of a contact: no name and no value. */
function contactStateOf(contact: AmoContact, { hash }: ClientHasher): ContactState {
  const keys = clientKeysOf(contactTexts(contact, 'PHONE'), contactTexts(contact, 'EMAIL'));
  const { phones, emails } = hash(keys);
  return { hashes: [...phones, ...emails].sort(), isErased: false, updatedAt: contact.updated_at };
}
