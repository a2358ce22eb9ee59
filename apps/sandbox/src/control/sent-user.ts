import type { Rule, Shape } from '../http/shape.js';
import { optionalRightsOf, rightsShape, type SentRights } from '../resources/rights-body.js';
import type { NewUser } from '../state/create-account.js';
import { uniformRights, type Rights } from '../state/user.js';

/** Rights as `GET users` shows them, flags and group included. */
interface SentUserRights extends SentRights {
  is_admin?: boolean;
  is_free?: boolean;
  is_active?: boolean;
  group_id?: number | null;
  /** Only null: a new account has no roles. */
  role_id?: null;
}

/** A user in the body of `POST accounts`. */
export interface SentUser extends Omit<NewUser, 'roleId' | 'rights'> {
  rights?: SentUserRights;
}

const flag: Rule = { type: 'bool' };
const group: Rule = { type: 'int', nullable: true, min: 0 };

const sentRights: Shape<SentUserRights> = {
  ...rightsShape,
  // A new account has no lists.
  catalog_rights: { type: 'array', nullable: true, items: { type: 'string', choices: [] } },
  is_admin: flag,
  is_free: flag,
  is_active: flag,
  group_id: group,
  role_id: { type: 'int', nullable: true, choices: [] },
};

export const sentUserShape: Shape<SentUser> = {
  name: { type: 'string', required: true, notBlank: true },
  email: { type: 'string', notBlank: true },
  isAdmin: flag,
  isFree: flag,
  isActive: flag,
  groupId: group,
  rights: { type: 'object', shape: sentRights },
};

function rightsOf(sent: SentUserRights): Rights {
  const all = uniformRights('A');
  return {
    leads: { ...all.leads, ...sent.leads },
    contacts: { ...all.contacts, ...sent.contacts },
    companies: { ...all.companies, ...sent.companies },
    tasks: { ...all.tasks, ...sent.tasks },
    mail_access: sent.mail_access ?? true,
    catalog_access: sent.catalog_access ?? true,
    files_access: sent.files_access ?? true,
    ...optionalRightsOf(all, sent),
    status_rights: sent.status_rights ?? null,
  };
}

/** A checked user as the account takes it: what is left out of the rights is allowed. */
export function newUserOf(sent: SentUser): NewUser {
  const rights = sent.rights ?? {};
  return {
    name: sent.name,
    email: sent.email,
    isAdmin: sent.isAdmin ?? rights.is_admin,
    isFree: sent.isFree ?? rights.is_free,
    isActive: sent.isActive ?? rights.is_active,
    groupId: sent.groupId ?? rights.group_id,
    rights: rightsOf(rights),
  };
}
