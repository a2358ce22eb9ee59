import type { Account } from '../state/account.js';
import type { Company, Contact, Lead } from '../state/entity.js';
import type { Unsorted } from '../state/unsorted.js';

interface UnsortedCards {
  lead: Lead | undefined;
  contacts: Contact[];
  companies: Company[];
}

/** The cards of an incoming lead: those that its lead has by now, made with it or known before. */
export function cardsOfUnsorted(account: Account, { lead_id }: Unsorted): UnsortedCards {
  const lead = account.leads.get(lead_id);
  const contacts = (lead?.contacts ?? []).flatMap(({ id }) => account.contacts.get(id) ?? []);
  const company = lead?.company_id == null ? undefined : account.companies.get(lead.company_id);
  const shown = <C extends { is_deleted: boolean }>(cards: C[]): C[] =>
    cards.filter((card) => !card.is_deleted || lead?.is_deleted);
  return { lead, contacts: shown(contacts), companies: shown(company ? [company] : []) };
}
