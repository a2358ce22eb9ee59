import type { EntityRef } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { EntityType, Lead } from '../state/entity.js';
import type { Account } from '../state/account.js';
import type { EntityBase } from '../state/entity.js';

/** One link as it is read; `main_contact` only where a lead or company has a main contact. */
export interface Link {
  to: EntityRef & { type: EntityType };
  isMain: boolean;
}

/** The entity of a reference, deleted or not. */
export function entityOf(
  account: Account,
  { type, id }: { type: string; id: number },
): EntityBase | undefined {
  if (type === 'leads') return account.leads.get(id);
  if (type === 'contacts') return account.contacts.get(id);
  return type === 'companies' ? account.companies.get(id) : undefined;
}

/** Marks one end of a link changed and records the change. */
function recordLinkEnd(scope: WriteScope, kind: 'linked' | 'unlinked', end: EntityRef, far: EntityRef): void {
  const card = entityOf(scope.account, end);
  if (card) {
    card.updated_at = scope.now;
    card.updated_by = scope.origin.author;
  }
  recordChanges(scope, end, [kind === 'linked' ? { kind, to: far } : { kind, from: far }]);
}

function recordLink(scope: WriteScope, kind: 'linked' | 'unlinked', one: EntityRef, other: EntityRef): void {
  recordLinkEnd(scope, kind, one, other);
  recordLinkEnd(scope, kind, other, one);
}

/** Records the links of a new card at their far ends; the creation of the card records them at the card. */
export function recordFarEnds(scope: WriteScope, born: EntityRef, ends: readonly EntityRef[]): void {
  for (const end of ends) recordLinkEnd(scope, 'linked', end, born);
}

/** Of a lead's contacts outside the trash one is main: the first, unless another of them is. True when this changed it. */
function keepMain(account: Account, { contacts }: Lead): boolean {
  const shown = contacts.filter(({ id }) => account.contacts.get(id)?.is_deleted === false);
  const [first] = shown;
  if (!first || shown.some((one) => one.is_main)) return false;
  for (const one of contacts) one.is_main = one === first;
  return true;
}

/** A change of the main contact alone is a change of the lead. */
function recordMainContact(scope: WriteScope, lead: Lead): void {
  lead.updated_at = scope.now;
  lead.updated_by = scope.origin.author;
  recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'other', keys: ['main_contact'] }]);
}

/**
 * Keeps one main contact on all leads of a contact that went to the trash or came back, and tells of those outside the trash
 * that got another.
 */
export function keepMainOfLeads(scope: WriteScope, contactId: number): void {
  for (const lead of scope.account.leads.values()) {
    const isChanged = lead.contacts.some(({ id }) => id === contactId) && keepMain(scope.account, lead);
    if (isChanged && !lead.is_deleted) recordMainContact(scope, lead);
  }
}

/** Puts a contact on a lead without telling anyone; the first one becomes main. True when something changed. */
export function attachContact(
  account: Account,
  lead: Lead,
  contactId: number,
  isMain: boolean | undefined,
): boolean {
  const known = lead.contacts.find((one) => one.id === contactId);
  if (known && (!isMain || known.is_main)) return false;
  if (isMain) for (const one of lead.contacts) one.is_main = false;
  if (known) known.is_main = true;
  else lead.contacts = [...lead.contacts, { id: contactId, is_main: isMain === true }];
  keepMain(account, lead);
  return true;
}

function detachContact(account: Account, lead: Lead, contactId: number): boolean {
  const index = lead.contacts.findIndex((one) => one.id === contactId);
  if (index < 0) return false;
  lead.contacts.splice(index, 1);
  keepMain(account, lead);
  return true;
}

/** The card that keeps the link of a pair: leads keep theirs, contacts keep their company. */
function ownerOf(a: EntityRef, b: EntityRef): [EntityRef, EntityRef] {
  return a.type === 'leads' || (a.type === 'contacts' && b.type === 'companies') ? [a, b] : [b, a];
}

/**
 * Links two existing entities, in either order, and tells both sides. A lead or contact has one company: the new one
 * replaces it (entities 18.17). Nothing is told when they were linked already and
 * the main contact stays.
 */
export function link(scope: WriteScope, a: EntityRef, b: EntityRef, isMain?: boolean): void {
  const [owner, other] = ownerOf(a, b);
  const { account } = scope;
  if (other.type === 'contacts') {
    const lead = account.leads.get(owner.id);
    const fresh = lead?.contacts.every((one) => one.id !== other.id);
    if (!lead || !attachContact(account, lead, other.id, isMain)) return;
    if (fresh) recordLink(scope, 'linked', owner, other);
    else recordMainContact(scope, lead);
    return;
  }
  const holder = owner.type === 'leads' ? account.leads.get(owner.id) : account.contacts.get(owner.id);
  if (!holder || holder.company_id === other.id) return;
  if (holder.company_id !== null)
    recordLink(scope, 'unlinked', owner, { type: 'companies', id: holder.company_id });
  holder.company_id = other.id;
  recordLink(scope, 'linked', owner, other);
}

/** Undoes a link and records it on both sides; nothing happens when there was none. */
export function unlink(scope: WriteScope, a: EntityRef, b: EntityRef): void {
  const [owner, other] = ownerOf(a, b);
  const { account } = scope;
  if (other.type === 'contacts') {
    const lead = account.leads.get(owner.id);
    if (lead && detachContact(account, lead, other.id)) recordLink(scope, 'unlinked', owner, other);
    return;
  }
  const holder = owner.type === 'leads' ? account.leads.get(owner.id) : account.contacts.get(owner.id);
  if (holder?.company_id !== other.id) return;
  holder.company_id = null;
  recordLink(scope, 'unlinked', owner, other);
}

const toCompany = (id: number | null): Link[] =>
  id === null ? [] : [{ to: { type: 'companies', id }, isMain: false }];

/** What a card's `links` show (entities 5). */
export function linksOf(account: Account, { type, id }: { type: EntityType; id: number }): Link[] {
  if (type === 'leads') {
    const lead = account.leads.get(id);
    if (!lead) return [];
    const contacts = lead.contacts.map((one): Link => {
      return { to: { type: 'contacts', id: one.id }, isMain: one.is_main };
    });
    return existing(account, [...contacts, ...toCompany(lead.company_id)]);
  }
  const found: Link[] = [];
  if (type === 'contacts') {
    for (const lead of account.leads.values())
      for (const one of lead.contacts)
        if (one.id === id) found.push({ to: { type: 'leads', id: lead.id }, isMain: one.is_main });
    return existing(account, [...toCompany(account.contacts.get(id)?.company_id ?? null), ...found]);
  }
  for (const one of account.contacts.values()) {
    if (one.company_id === id) found.push({ to: { type: 'contacts', id: one.id }, isMain: false });
  }
  for (const one of account.leads.values()) {
    if (one.company_id === id) found.push({ to: { type: 'leads', id: one.id }, isMain: false });
  }
  return existing(account, found);
}

const existing = (account: Account, links: Link[]): Link[] =>
  links.filter(({ to }) => entityOf(account, to)?.is_deleted === false);
