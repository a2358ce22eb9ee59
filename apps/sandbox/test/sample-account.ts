import type { Change, ChangeDetail, EntityRef } from '../src/changes/change.js';
import { Sandbox } from '../src/sandbox.js';
import type { Account } from '../src/state/account.js';
import { createAccount } from '../src/state/create-account.js';
import type { Contact, EntityBase, Lead } from '../src/state/entity.js';

/** 2023-11-14 22:13:20 UTC, 01:13:20 of the next day in Moscow. */
export const sampleTime = 1_700_000_000;

export function sampleAccount(): Account {
  const sandbox = new Sandbox({ now: () => sampleTime * 1000 }, []);
  return createAccount(sandbox, { subdomain: 'sample' });
}

const base = (id: number): EntityBase => ({
  id,
  name: 'Имя',
  responsible_user_id: 7,
  group_id: 0,
  created_by: 7,
  updated_by: 8,
  created_at: sampleTime,
  updated_at: sampleTime + 60,
  is_deleted: false,
  closest_task_at: null,
  custom_fields_values: [],
  tags: [],
});

export function sampleLead(account: Account, id: number, changed: Partial<Lead> = {}): Lead {
  const lead: Lead = {
    ...base(id),
    price: 500,
    status_id: 142,
    pipeline_id: 10,
    loss_reason_id: null,
    source_id: null,
    closed_at: null,
    score: null,
    labor_cost: null,
    is_price_modified_by_robot: false,
    visitor_uid: null,
    contacts: [],
    company_id: null,
    ...changed,
  };
  account.leads.set(id, lead);
  return lead;
}

export function sampleContact(account: Account, id: number): Contact {
  const contact = { ...base(id), first_name: 'Имя', last_name: '', company_id: null, is_unsorted: false };
  account.contacts.set(id, contact);
  return contact;
}

/** Changes of one write by user 8. */
export function sampleChanges(entity: EntityRef, ...details: ChangeDetail[]): Change[] {
  const header = { author: 8, via: 'api' as const, clientId: null, write: 1, at: sampleTime, entity };
  return details.map((detail) => ({ ...detail, ...header }));
}
