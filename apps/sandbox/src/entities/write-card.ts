import type { ChangeDetail } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { Company, Contact, FieldValues } from '../state/entity.js';
import {
  applyCommon,
  applyValuesAndTags,
  checkCommon,
  newEntityBase,
  touch,
  type EntityBody,
} from './write-entity.js';

export interface ContactBody extends EntityBody {
  first_name?: string | null;
  last_name?: string | null;
}

/** A checked write of a contact or company. */
export interface CardWrite<B extends EntityBody> {
  body: B;
  values: FieldValues[];
}

/** Checks one item whole; of use only when it had no errors. */
export function checkCard<B extends EntityBody>(
  account: Account,
  type: 'contacts' | 'companies',
  item: { body: B; errors: ItemValidation },
  present: Contact | Company | null,
): CardWrite<B> {
  return { body: item.body, values: checkCommon(account, type, item, present) };
}

/** Entities 19.8: the name follows first and last name, in the account's order, unless both are empty. */
function fullName(account: Account, body: ContactBody, present?: Contact): string | undefined {
  if (body.first_name === undefined && body.last_name === undefined) return body.name ?? undefined;
  const first = body.first_name === undefined ? present?.first_name : body.first_name;
  const last = body.last_name === undefined ? present?.last_name : body.last_name;
  const parts = [first ?? '', last ?? ''];
  if (parts.every((part) => part === '') && typeof body.name === 'string') return body.name;
  if (account.contact_name_display_order === 2) parts.reverse();
  return parts.filter((part) => part !== '').join(' ');
}

/** Creates a contact; hidden until its lead is accepted when `isUnsorted`. */
export function addContact(scope: WriteScope, write: CardWrite<ContactBody>, isUnsorted = false): Contact {
  const { body } = write;
  const contact: Contact = {
    ...newEntityBase(scope, { ...body, name: fullName(scope.account, body) }),
    first_name: body.first_name ?? '',
    last_name: body.last_name ?? '',
    company_id: null,
    is_unsorted: isUnsorted,
  };
  scope.account.contacts.set(contact.id, contact);
  const details = applyValuesAndTags(scope, 'contacts', contact, write);
  const tags = details.filter((detail) => detail.kind === 'tags_added');
  recordChanges(scope, { type: 'contacts', id: contact.id }, [{ kind: 'added' }, ...tags]);
  return contact;
}

function applyNames(contact: Contact, body: ContactBody): ChangeDetail[] {
  const keys = (['first_name', 'last_name'] as const).filter(
    (key) => body[key] !== undefined && (body[key] ?? '') !== contact[key],
  );
  for (const key of keys) contact[key] = body[key] ?? '';
  return keys.length > 0 ? [{ kind: 'other', keys }] : [];
}

/** Changes the keys present; records and touches only when something differs. */
export function changeContact(scope: WriteScope, contact: Contact, write: CardWrite<ContactBody>): void {
  const { body } = write;
  const details = applyCommon(scope, contact, { ...body, name: fullName(scope.account, body, contact) });
  details.push(...applyNames(contact, body), ...applyValuesAndTags(scope, 'contacts', contact, write));
  if (details.length > 0) touch(scope, contact, body);
  recordChanges(scope, { type: 'contacts', id: contact.id }, details);
}

/** Creates a company. */
export function addCompany(scope: WriteScope, write: CardWrite<EntityBody>, isUnsorted = false): Company {
  const company: Company = { ...newEntityBase(scope, write.body), is_unsorted: isUnsorted };
  scope.account.companies.set(company.id, company);
  const details = applyValuesAndTags(scope, 'companies', company, write);
  const tags = details.filter((detail) => detail.kind === 'tags_added');
  recordChanges(scope, { type: 'companies', id: company.id }, [{ kind: 'added' }, ...tags]);
  return company;
}

/** Changes the keys present; records and touches only when something differs. */
export function changeCompany(scope: WriteScope, company: Company, write: CardWrite<EntityBody>): void {
  const details = [
    ...applyCommon(scope, company, write.body),
    ...applyValuesAndTags(scope, 'companies', company, write),
  ];
  if (details.length > 0) touch(scope, company, write.body);
  recordChanges(scope, { type: 'companies', id: company.id }, details);
}
