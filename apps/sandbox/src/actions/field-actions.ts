import type { WriteScope } from '../changes/write-scope.js';
import { changeCompany, changeContact } from '../entities/write-card.js';
import { changeLead } from '../entities/write-lead.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { CustomValue, EntityType, FieldValues } from '../state/entity.js';
import { readCustomValues } from '../values/custom-values.js';
import { action, BadAction, need, type Action } from './action.js';
import { leadOf } from './lead-actions.js';

interface FillField {
  leadId?: number;
  contactId?: number;
  companyId?: number;
  fieldId: number;
  value?: unknown;
  enumId?: number;
  values?: CustomValue[] | null;
}

/** A card and how it takes field values. */
interface Target {
  type: EntityType;
  key: 'leadId' | 'contactId' | 'companyId';
  id: number;
  fill(values: FieldValues[]): void;
}

/** The one card the body names. */
function targetOf(scope: WriteScope, body: FillField, errors: ItemValidation): Target {
  const { account } = scope;
  const { leadId, contactId, companyId } = body;
  const named = [leadId, contactId, companyId].filter((id) => id !== undefined);
  if (named.length > 1) errors.add('FieldNotExpected', contactId === undefined ? 'companyId' : 'contactId');
  if (contactId !== undefined) {
    const found = account.contacts.get(contactId);
    const contact = need(errors, 'contactId', found?.is_deleted ? undefined : found);
    const fill = (values: FieldValues[]): void => changeContact(scope, contact, { body: {}, values });
    return { type: 'contacts', key: 'contactId', id: contactId, fill };
  }
  if (companyId !== undefined) {
    const found = account.companies.get(companyId);
    const company = need(errors, 'companyId', found?.is_deleted ? undefined : found);
    const fill = (values: FieldValues[]): void => changeCompany(scope, company, { body: {}, values });
    return { type: 'companies', key: 'companyId', id: companyId, fill };
  }
  if (leadId === undefined) {
    errors.add('FieldMissing', 'leadId');
    throw new BadAction();
  }
  const lead = leadOf(account, leadId, errors);
  const fill = (values: FieldValues[]): void => changeLead(scope, lead, { body: {}, place: lead, values });
  return { type: 'leads', key: 'leadId', id: lead.id, fill };
}

const idRule: Rule = { type: 'int' };

const fill = action<FillField>(
  {
    leadId: idRule,
    contactId: idRule,
    companyId: idRule,
    fieldId: { type: 'int', required: true },
    value: { type: 'any' },
    enumId: { type: 'int' },
    values: { type: 'array', nullable: true, items: { type: 'object' } },
  },
  (scope, body, errors) => {
    const { fieldId, value, enumId, values } = body;
    const target = targetOf(scope, body, errors);
    if (value === undefined && enumId === undefined && values === undefined)
      errors.add('FieldMissing', 'value');
    const single: CustomValue[] = enumId === undefined ? [{ value }] : [{ enum_id: enumId }];
    const sent = { field_id: fieldId, values: values === undefined ? single : values };
    const before = errors.errors.length;
    const read = readCustomValues(scope.account, target.type, [sent], errors);
    for (const error of errors.errors.slice(before)) {
      error.path = error.path.endsWith('field_id') ? 'fieldId' : enumId === undefined ? 'value' : 'enumId';
    }
    if (errors.errors.length > 0) throw new BadAction();
    target.fill(read);
    return { [target.key]: target.id };
  },
);

/** Filling one field of a lead, contact or company; null or an empty text clears it. */
export const fieldActions: Record<string, Action> = { 'field.fill': fill };
