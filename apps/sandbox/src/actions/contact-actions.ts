import type { WriteScope } from '../changes/write-scope.js';
import {
  addCompany,
  addContact,
  changeCompany,
  changeContact,
  type CardWrite,
  type ContactBody,
} from '../entities/write-card.js';
import type { Rule, Shape } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import { customValuesRule, readCustomValues, type SentValues } from '../values/custom-values.js';
import { action, BadAction, need, type Action } from './action.js';

interface CardFields {
  name?: string;
  firstName?: string;
  lastName?: string;
  responsibleUserId?: number;
  fields?: SentValues[];
}

const cardFields: Shape<CardFields> = {
  name: { type: 'string', notBlank: true },
  firstName: { type: 'string' },
  lastName: { type: 'string' },
  responsibleUserId: { type: 'int' },
  fields: { ...customValuesRule, nullable: false },
};
const idRule: Rule = { type: 'int', required: true };

function writeOf(
  { account }: WriteScope,
  type: 'contacts' | 'companies',
  body: CardFields,
  errors: ItemValidation,
): CardWrite<ContactBody> {
  const { name, firstName, lastName, responsibleUserId } = body;
  if (responsibleUserId !== undefined)
    need(errors, 'responsibleUserId', account.users.get(responsibleUserId));
  const values = readCustomValues(account, type, body.fields ?? [], errors);
  if (errors.errors.length > 0) throw new BadAction();
  const names = type === 'contacts' ? { first_name: firstName, last_name: lastName } : {};
  return { body: { name, ...names, responsible_user_id: responsibleUserId }, values };
}

function present<C extends { is_deleted: boolean }>(
  errors: ItemValidation,
  key: string,
  card: C | undefined,
): C {
  return need(errors, key, card?.is_deleted ? undefined : card);
}

const createContact = action<CardFields>(cardFields, (scope, body, errors) => {
  return { contactId: addContact(scope, writeOf(scope, 'contacts', body, errors)).id };
});

const changeOneContact = action<CardFields & { contactId: number }>(
  { contactId: idRule, ...cardFields },
  (scope, body, errors) => {
    const contact = present(errors, 'contactId', scope.account.contacts.get(body.contactId));
    changeContact(scope, contact, writeOf(scope, 'contacts', body, errors));
    return { contactId: contact.id };
  },
);

type CompanyFields = Omit<CardFields, 'firstName' | 'lastName'>;

const companyFields: Shape<CompanyFields> = {
  name: { type: 'string', notBlank: true },
  responsibleUserId: { type: 'int' },
  fields: { ...customValuesRule, nullable: false },
};

const createCompany = action<CompanyFields>(companyFields, (scope, body, errors) => {
  return { companyId: addCompany(scope, writeOf(scope, 'companies', body, errors)).id };
});

const changeOneCompany = action<CompanyFields & { companyId: number }>(
  { companyId: idRule, ...companyFields },
  (scope, body, errors) => {
    const company = present(errors, 'companyId', scope.account.companies.get(body.companyId));
    changeCompany(scope, company, writeOf(scope, 'companies', body, errors));
    return { companyId: company.id };
  },
);

/** What people do with contacts and companies; `fields` fills or clears their fields. */
export const contactActions: Record<string, Action> = {
  'contact.create': createContact,
  'contact.change': changeOneContact,
  'company.create': createCompany,
  'company.change': changeOneCompany,
};
