import type { WriteScope } from '../changes/write-scope.js';
import { switchOf } from '../state/account.js';
import type { Contact, EntityBase, FieldValues, Lead } from '../state/entity.js';
import type { LeadWrite } from './check-lead.js';
import { changeCompany, changeContact, type CardWrite, type ContactBody } from './write-card.js';
import type { EntityBody } from './write-entity.js';
import { changeLead } from './write-lead.js';

const appended = new Set(['PHONE', 'EMAIL']);

/** Values of a merge: phones and e-mails are appended, of the rest the switch says who wins (entities 18.5). */
function mergedValues(scope: WriteScope, stored: EntityBase, sent: readonly FieldValues[]): FieldValues[] {
  const keep = switchOf(scope.account, 'duplicate_conflict') === 'keep';
  return sent.flatMap(({ field_id, values }) => {
    const present = stored.custom_fields_values.find((one) => one.field_id === field_id)?.values ?? [];
    if (appended.has(scope.account.fields.get(field_id)?.code ?? '')) {
      const fresh = values.filter((one) => present.every((other) => other.value !== one.value));
      return [{ field_id, values: [...present, ...fresh] }];
    }
    return keep && present.length > 0 ? [] : [{ field_id, values }];
  });
}

/** Puts an incoming contact into the one that exists. */
export function mergeContact(scope: WriteScope, contact: Contact, write: CardWrite<ContactBody>): void {
  const keep = switchOf(scope.account, 'duplicate_conflict') === 'keep';
  const { name, first_name, last_name, tags_to_add, _embedded } = write.body;
  const tags = [...(tags_to_add ?? []), ...(_embedded?.tags ?? [])];
  const names = keep ? {} : { name, first_name, last_name };
  const values = mergedValues(scope, contact, write.values);
  changeContact(scope, contact, { body: { ...names, tags_to_add: tags }, values });
}

/**
 * The company that a repeated lead gets: one that is named by its id, a new one where the lead had none, else the one it
 * has, into which a sent one goes.
 */
export function mergeCompany(
  scope: WriteScope,
  { company_id }: Lead,
  write: CardWrite<EntityBody> | number | null,
): CardWrite<EntityBody> | number | null {
  const stored = company_id === null ? undefined : scope.account.companies.get(company_id);
  if (!stored || typeof write !== 'object' || write === null) return write;
  const keep = switchOf(scope.account, 'duplicate_conflict') === 'keep';
  const { name, tags_to_add, _embedded } = write.body;
  const tags = [...(tags_to_add ?? []), ...(_embedded?.tags ?? [])];
  const own = keep || !name?.trim() ? {} : { name };
  const values = mergedValues(scope, stored, write.values);
  changeCompany(scope, stored, { body: { ...own, tags_to_add: tags }, values });
  return stored.id;
}

/** Puts an incoming lead into the one that exists; its stage stays. */
export function mergeLead(scope: WriteScope, lead: Lead, write: LeadWrite): void {
  const keep = switchOf(scope.account, 'duplicate_conflict') === 'keep';
  const { name, price, tags_to_add, _embedded } = write.body;
  const tags = [...(tags_to_add ?? []), ...(_embedded?.tags ?? [])];
  const own = keep ? {} : { name: name?.trim() ? name : undefined, price };
  const values = mergedValues(scope, lead, write.values);
  const place = { pipeline_id: lead.pipeline_id, status_id: lead.status_id };
  changeLead(scope, lead, { body: { ...own, tags_to_add: tags }, place, values });
}
