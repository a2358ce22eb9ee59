import type { WriteItem } from '../http/read-items.js';
import type { Shape } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import { isKommo, switchOf, type Account } from '../state/account.js';
import { checkRights, rightsShape, type SentRights } from './rights-body.js';

interface SentUserRights extends SentRights {
  /** Read only: taken and ignored. */
  is_admin?: boolean;
  is_active?: boolean;
  is_free?: boolean | null;
  group_id?: number | null;
  role_id?: number | null;
}

export interface UserBody {
  name: string;
  email: string;
  password: string;
  lang?: string | null;
  rights?: SentUserRights | null;
}

const userRightsShape: Shape<SentUserRights> = {
  ...rightsShape,
  is_admin: { type: 'bool', nullable: true },
  is_active: { type: 'bool', nullable: true },
  is_free: { type: 'bool', nullable: true },
  group_id: { type: 'int', nullable: true },
  role_id: { type: 'int', nullable: true },
};

export const userShape: Shape<UserBody> = {
  name: { type: 'string', required: true, notBlank: true, maxLength: 50 },
  email: { type: 'string', required: true, notBlank: true },
  password: { type: 'string', required: true },
  lang: { type: 'string', nullable: true, choices: ['ru', 'en', 'es', 'pt'] },
  rights: { type: 'object', nullable: true, shape: userRightsShape },
};

const invalid = 'This value is not valid.';

/** Letters, digits, spaces and `.@-_`, but no links. */
const isName = (name: string): boolean =>
  /^[\p{L}\p{M}\p{N}\s.@_-]+$/u.test(name) && !/(^|\s)(www\.|https?|[^\s@]+\.[a-z]{2,}(\s|$))/i.test(name);

function checkPassword(password: string, errors: ItemValidation): void {
  if (password.length < 6)
    errors.add('TooShort', 'password', 'This value is too short. It should have 6 characters or more.');
  else if (!/\d/.test(password) || !/\p{Ll}/u.test(password) || !/\p{Lu}/u.test(password))
    errors.add('InvalidFormat', 'password', invalid);
}

function checkPlace(account: Account, rights: SentUserRights, errors: ItemValidation): void {
  if (rights.is_free) return;
  if (rights.group_id && !account.userGroups.has(rights.group_id))
    errors.add('NotSupportedChoice', 'rights.group_id');
  if (rights.role_id && !account.roles.has(rights.role_id))
    errors.add('NotSupportedChoice', 'rights.role_id');
}

/** Reports what the shape of a new user can not know (config 5.2). `taken` are e-mails sent earlier in the batch. */
export function checkUser(account: Account, { body, errors }: WriteItem<UserBody>, taken: Set<string>): void {
  const sent: Partial<UserBody> = body;
  const { name, email, password, rights } = { name: '', email: '', password: '', ...sent };
  if (!isName(name)) errors.add('InvalidFormat', 'name', invalid);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    errors.add('InvalidFormat', 'email', 'This value is not a valid email address.');
  if (sent.lang === 'pt' && !isKommo(account)) errors.add('NotSupportedChoice', 'lang');
  const known = [...account.users.values()].some((user) => user.email === email);
  if (known || taken.has(email)) errors.add('NotSupportedChoice', 'email');
  taken.add(email);
  checkPassword(password, errors);
  checkPlace(account, rights ?? {}, errors);
  // With a role, and for an administrator, the individual rights are ignored (config 5.2).
  if (!rights?.role_id && !rights?.is_free) checkRights(account, rights ?? {}, errors);
  if (!switchOf(account, 'user_rights_required') || rights?.role_id || rights?.is_free) return;
  for (const key of ['leads', 'contacts', 'companies', 'tasks'] as const) {
    if (!rights?.[key]) errors.add('FieldMissing', `rights.${key}`);
  }
}
