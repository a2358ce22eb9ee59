import type { Account } from '../state/account.js';
import type { EntityBase, EntityType, Lead } from '../state/entity.js';
import { phoneKey } from './find-duplicate.js';
import { isFinal } from './lead-place.js';

function hasPhone(account: Account, card: EntityBase, key: string): boolean {
  return card.custom_fields_values.some(
    ({ field_id, values }) =>
      account.fields.get(field_id)?.code === 'PHONE' &&
      values.some(({ value }) => typeof value === 'string' && phoneKey(value) === key),
  );
}

function firstWithPhone<T extends EntityBase>(
  account: Account,
  cards: Iterable<T>,
  key: string,
): T | undefined {
  for (const card of cards) if (!card.is_deleted && hasPhone(account, card, key)) return card;
  return undefined;
}

/** The user `call_responsible` names by id, a number or a text; it may also be a name or a number of a phone. */
export function userOfCall(account: Account, named: unknown): number | undefined {
  const id = typeof named === 'string' && /^\d+$/.test(named) ? Number(named) : named;
  return typeof id === 'number' && account.users.has(id) ? id : undefined;
}

/**
 * The card a call goes to (entities 11.1): found by the last ten digits among contacts, then companies; its only active
 * lead when it has exactly one, else the card itself. Undefined for an unknown number.
 */
export function callTarget(account: Account, phone: string): { type: EntityType; id: number } | undefined {
  const key = phoneKey(phone);
  if (key === undefined) return undefined;
  const contact = firstWithPhone(account, account.contacts.values(), key);
  const company = contact ? undefined : firstWithPhone(account, account.companies.values(), key);
  if (!contact && !company) return undefined;
  const belongs = (lead: Lead): boolean =>
    contact ? lead.contacts.some((one) => one.id === contact.id) : lead.company_id === company?.id;
  const active = [...account.leads.values()].filter(
    (lead) => !lead.is_deleted && !isFinal(lead.status_id) && belongs(lead),
  );
  const [only] = active;
  if (only && active.length === 1) return { type: 'leads', id: only.id };
  return contact ? { type: 'contacts', id: contact.id } : { type: 'companies', id: company?.id ?? 0 };
}
