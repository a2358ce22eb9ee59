import { asOneWrite, recordChanges, type WriteScope } from '../changes/write-scope.js';
import { deleteCard } from '../entities/delete-card.js';
import { enterUnsorted } from '../entities/enter-unsorted.js';
import { isUnsortedPlace } from '../entities/lead-place.js';
import { keepMainOfLeads, link } from '../entities/links.js';
import { moveBelongings } from '../entities/move-belongings.js';
import { cameWithWaiting, showCard } from '../entities/show-card.js';
import { waitingUnsorted } from '../entities/waiting-unsorted.js';
import { declineUnsorted } from '../entities/write-unsorted.js';
import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import { switchOf } from '../state/account.js';
import type { Lead } from '../state/entity.js';
import { action, need, refuse, type Action } from './action.js';
import { leadOf } from './lead-actions.js';

const idRule: Rule = { type: 'int', required: true };

/** An incoming lead that waits is declined with it. */
const deleteLead = action<{ leadId: number }>({ leadId: idRule }, (scope, { leadId }, errors) => {
  const { id } = leadOf(scope.account, leadId, errors);
  const waiting = waitingUnsorted(scope.account, id);
  if (waiting) declineUnsorted(scope, waiting);
  else deleteCard(scope, { type: 'leads', id });
  return { leadId };
});

type CardRef = { type: 'leads'; id: number } | { type: 'contacts' | 'companies'; id: number };

interface Trashed {
  is_deleted: boolean;
  updated_at: number;
  updated_by: number;
}

function restore(scope: WriteScope, ref: CardRef, card: Trashed): void {
  if (!card.is_deleted) refuse('The card is not in the trash');
  card.is_deleted = false;
  if (ref.type !== 'leads' && !cameWithWaiting(scope.account, ref)) showCard(scope, ref);
  card.updated_at = scope.now;
  card.updated_by = scope.origin.author;
  recordChanges(scope, ref, [{ kind: 'restored' }]);
  if (ref.type === 'contacts') keepMainOfLeads(scope, ref.id);
}

const restoreLead = action<{ leadId: number }>({ leadId: idRule }, (scope, { leadId: id }, errors) => {
  const lead = need(errors, 'leadId', scope.account.leads.get(id));
  restore(scope, { type: 'leads', id }, lead);
  if (isUnsortedPlace(scope.account, lead)) enterUnsorted(scope, lead);
  return { leadId: id };
});

/** Deleting and restoring one kind of card, whose id the body has under `key`. */
function trashActions(type: 'contacts' | 'companies', key: 'contactId' | 'companyId'): [Action, Action] {
  const shape = { [key]: idRule };
  const remove: Action = {
    shape,
    run: (scope, body, errors) => {
      const id = Number(body[key]);
      const card = scope.account[type].get(id);
      need(errors, key, card?.is_deleted ? null : card);
      deleteCard(scope, { type, id });
      return { [key]: id };
    },
  };
  const bringBack: Action = {
    shape,
    run: (scope, body, errors) => {
      const id = Number(body[key]);
      restore(scope, { type, id }, need<Trashed>(errors, key, scope.account[type].get(id)));
      return { [key]: id };
    },
  };
  return [remove, bringBack];
}

const [deleteContact, restoreContact] = trashActions('contacts', 'contactId');
const [deleteCompany, restoreCompany] = trashActions('companies', 'companyId');

function takeOver(scope: WriteScope, lead: Lead, merged: Lead): void {
  const self = { type: 'leads' as const, id: lead.id };
  for (const { id } of merged.contacts) link(scope, self, { type: 'contacts', id });
  if (lead.company_id === null && merged.company_id !== null)
    link(scope, self, { type: 'companies', id: merged.company_id });
  const dropped = switchOf(scope.account, 'merge_values') === 'drop';
  for (const field of dropped ? [] : merged.custom_fields_values) {
    if (!lead.custom_fields_values.some((one) => one.field_id === field.field_id))
      lead.custom_fields_values.push(field);
  }
  moveBelongings(scope, 'leads', { from: merged.id, to: lead.id });
  lead.updated_at = scope.now;
  lead.updated_by = scope.origin.author;
}

function differentLead(scope: WriteScope, mergedId: number, leadId: number, errors: ItemValidation): Lead {
  const merged = scope.account.leads.get(mergedId);
  return need(errors, 'mergedId', mergedId === leadId || merged?.is_deleted ? null : merged);
}

/**
 * The merged lead vanishes for good (entities 18.6, 18.7) and nothing names the one that stays; fields that one has stay as
 * they are.
 */
const mergeLeads = action<{ leadId: number; mergedId: number }>(
  { leadId: idRule, mergedId: idRule },
  (scope, { leadId, mergedId }, errors) => {
    const lead = leadOf(scope.account, leadId, errors);
    const merged = differentLead(scope, mergedId, leadId, errors);
    merged.is_deleted = true;
    asOneWrite(scope, (whole) => {
      const into = { type: 'leads' as const, id: leadId };
      recordChanges(whole, { type: 'leads', id: mergedId }, [{ kind: 'merged', into }]);
      recordChanges(whole, into, [{ kind: 'other', keys: ['merged'] }]);
      takeOver(whole, lead, merged);
    });
    scope.account.leads.delete(mergedId);
    return { leadId, mergedId };
  },
);

/** The trash and the merging of cards. */
export const cardActions: Record<string, Action> = {
  'lead.delete': deleteLead,
  'lead.restore': restoreLead,
  'lead.merge': mergeLeads,
  'contact.delete': deleteContact,
  'contact.restore': restoreContact,
  'company.delete': deleteCompany,
  'company.restore': restoreCompany,
};
