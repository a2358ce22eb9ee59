import type { Change } from '../changes/change.js';
import type { Account } from '../state/account.js';
import type { Company, Contact, EntityBase } from '../state/entity.js';
import { customFieldsPayload } from './custom-fields-payload.js';
import type { FormBody } from './form-encode.js';
import { tagsPayload } from './lead-payload.js';

function linkedLeads(account: Account, has: 'contact' | 'company', id: number): FormBody {
  const linked: FormBody = {};
  for (const lead of account.leads.values()) {
    const own = has === 'company' ? lead.company_id === id : lead.contacts.some((one) => one.id === id);
    if (own && !lead.is_deleted) linked[lead.id] = { ID: lead.id };
  }
  return linked;
}

/** The owner before: every update tells it, changed or not (config 7.4). */
function ownerBefore(entity: EntityBase, changes: readonly Change[]): FormBody {
  if (changes.some(({ kind }) => kind === 'added' || kind === 'restored')) return {};
  const change = changes.find((one) => one.kind === 'responsible');
  return { old_responsible_user_id: change?.before ?? entity.responsible_user_id };
}

function common(account: Account, entity: EntityBase, changes: readonly Change[]): FormBody {
  return {
    id: entity.id,
    name: entity.name,
    responsible_user_id: entity.responsible_user_id,
    ...ownerBefore(entity, changes),
    date_create: entity.created_at,
    last_modified: entity.updated_at,
    created_user_id: entity.created_by,
    modified_user_id: entity.updated_by,
    account_id: account.id,
    custom_fields: customFieldsPayload(account, entity.custom_fields_values),
    tags: tagsPayload(account, entity.tags),
    created_at: entity.created_at,
    updated_at: entity.updated_at,
  };
}

/** A contact in the names of v2 (config 7.4). */
export function contactPayload(account: Account, contact: Contact, changes: readonly Change[]): FormBody {
  const linked = contact.company_id === null ? undefined : account.companies.get(contact.company_id);
  const company = linked?.is_deleted === false ? linked : undefined;
  return {
    ...common(account, contact, changes),
    company_name: company?.name,
    linked_company_id: company?.id,
    linked_leads_id: linkedLeads(account, 'contact', contact.id),
    type: 'contact',
  };
}

/** A company: the same key path as a contact, told apart by `type` (config 7.4). */
export function companyPayload(account: Account, company: Company, changes: readonly Change[]): FormBody {
  return {
    ...common(account, company, changes),
    linked_leads_id: linkedLeads(account, 'company', company.id),
    type: 'company',
  };
}
