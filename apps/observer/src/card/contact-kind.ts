import { ClientKeyRepository, type ClientHasher } from '@hub/accounts';
import { findContact, listContacts, type AmoContact } from '@hub/amocrm';
import { clientKeyRules } from '@hub/amocrm/pure';
import type { ContactState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import { byId, type CardKindSpec } from './card-kinds.js';
import { contactStateOf } from './contact-state-of.js';
import { keepErased } from './keep-erased.js';

/** How contacts are read and kept: as keyed hashes, for which the key of the hub is needed. */
@Injectable()
export class ContactKind {
  readonly spec: CardKindSpec<ContactState>;

  constructor(private readonly keys: ClientKeyRepository) {
    this.spec = contactKind(() => keys.hasher());
  }

  /** What is kept of a contact that was read. */
  async stateOf(contact: AmoContact): Promise<ContactState> {
    return contactStateOf(contact, await this.keys.hasher());
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
    // Where the contacts are hashed by other rules, a hash by these would equal none of them.
    isKept: ({ contactsState, contactsRules }) => contactsState !== 'off' && contactsRules === clientKeyRules,
    asKept: keepErased,
  };
}
