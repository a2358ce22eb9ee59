import { contactViewer } from '../entities/card-views.js';
import {
  addContact,
  changeContact,
  checkCard,
  type CardWrite,
  type ContactBody,
} from '../entities/write-card.js';
import { entityShape, withoutPatchKeys } from '../entities/write-entity.js';
import type { Route } from '../http/route.js';
import type { Shape } from '../http/shape.js';
import type { Contact } from '../state/entity.js';
import { entityRoutes, type EntityKind } from './entity-routes.js';

const contactShape: Shape<ContactBody> = {
  ...entityShape,
  first_name: { type: 'string', nullable: true },
  last_name: { type: 'string', nullable: true },
};

const contacts: EntityKind<Contact, ContactBody, CardWrite<ContactBody>> = {
  type: 'contacts',
  rows: (account) => account.contacts,
  postShape: withoutPatchKeys<ContactBody>(contactShape),
  patchShape: contactShape,
  orders: ['updated_at', 'id'],
  filters: {
    choices: ['id', 'name', 'created_by', 'updated_by', 'responsible_user_id'],
    ranges: ['created_at', 'updated_at', 'closest_task_at'],
  },
  viewer: contactViewer,
  check: (account, item, present) => checkCard(account, 'contacts', item, present),
  add: (ctx, write) => addContact(ctx.scope, write),
  change: (ctx, contact, write) => changeContact(ctx.scope, contact, write),
  added: { is_deleted: false, is_unsorted: false },
  patched: ({ name }) => ({ name }),
};

/** Entities 4.1. */
export const contactRoutes: readonly Route[] = entityRoutes(contacts);
