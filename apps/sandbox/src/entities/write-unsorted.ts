import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import type { Account } from '../state/account.js';
import type { Lead } from '../state/entity.js';
import type { Unsorted } from '../state/unsorted.js';
import { userOfCall } from './call-target.js';
import type { LeadWrite } from './check-lead.js';
import { deleteCard } from './delete-card.js';
import { isUnsortedPlace, type Place } from './lead-place.js';
import { link } from './links.js';
import { findOrAddTag } from '../state/tag-directory.js';
import { addCompany, addContact, type CardWrite, type ContactBody } from './write-card.js';
import type { EntityBody } from './write-entity.js';
import { addLead, changeLead } from './write-lead.js';
import { addNote } from './write-note.js';

/** A checked incoming lead with the cards it brings: new ones, or ids of existing ones. */
export interface NewUnsorted {
  category: 'sip' | 'forms';
  source_uid: string;
  source_name: string;
  created_at: number;
  metadata: Record<string, unknown>;
  place: Place;
  lead: LeadWrite;
  contact: CardWrite<ContactBody> | number | null;
  company: CardWrite<EntityBody> | number | null;
  fingerprint: string;
  isRepeat: boolean;
}

/** The «Неразобранное» stage of a pipeline; undefined where it is switched off. */
export function unsortedPlace(account: Account, pipelineId: number): Place | undefined {
  const pipeline = account.pipelines.get(pipelineId);
  const stage = pipeline?.is_unsorted_on ? pipeline.stages.find((one) => one.type === 1) : undefined;
  return pipeline && stage && { pipeline_id: pipeline.id, status_id: stage.id };
}

/** The card of an incoming or complex lead: made, hidden while incoming, or the one that exists. */
export function bringCards(
  scope: WriteScope,
  lead: Lead,
  { contact, company }: Pick<NewUnsorted, 'contact' | 'company'>,
  isUnsorted: boolean,
): { contactId: number | null; companyId: number | null } {
  const contactId =
    contact === null || typeof contact === 'number' ? contact : addContact(scope, contact, isUnsorted).id;
  const companyId =
    company === null || typeof company === 'number' ? company : addCompany(scope, company, isUnsorted).id;
  const self = { type: 'leads' as const, id: lead.id };
  if (contactId !== null) link(scope, self, { type: 'contacts', id: contactId }, true);
  if (companyId !== null) link(scope, self, { type: 'companies', id: companyId });
  const bothNew = typeof contact === 'object' && typeof company === 'object';
  if (contactId !== null && companyId !== null && bothNew)
    link(scope, { type: 'contacts', id: contactId }, { type: 'companies', id: companyId });
  return { contactId, companyId };
}

/** Both of two incoming leads with the same data get the tag (entities 9.1, the page of Kommo). */
function tagRepeats(scope: WriteScope, lead: Lead, fingerprint: string): void {
  const tag = findOrAddTag(scope.account, scope.sandbox.ids, { owner: 'leads', name: 'duplicate' });
  const twins = [lead];
  for (const earlier of scope.account.unsorted.values()) {
    const first = earlier.fingerprint === fingerprint ? scope.account.leads.get(earlier.lead_id) : undefined;
    if (first && !first.is_deleted) twins.push(first);
  }
  for (const twin of twins)
    changeLead(scope, twin, { body: { tags_to_add: [{ id: tag.id }] }, place: twin, values: [] });
}

function addCall(scope: WriteScope, lead: Lead, metadata: Record<string, unknown>): void {
  const { phone, uniq, duration, link: record, from, call_responsible, called_at: at } = metadata;
  const call = { uniq, duration, source: from, link: record, phone: String(phone) };
  const params = call_responsible === undefined ? call : { ...call, call_responsible };
  const owner = userOfCall(scope.account, call_responsible);
  addNote(scope, {
    ...{ entity_id: lead.id, entity_type: 'leads', note_type: 'call_in', params },
    ...(owner === undefined ? {} : { created_by: owner, responsible_user_id: owner }),
    ...(typeof at === 'number' ? { created_at: at } : {}),
  });
}

/** Makes the lead in «Неразобранное» with its hidden cards and tells of it (entities 9). */
export function addUnsorted(scope: WriteScope, wanted: NewUnsorted): Unsorted {
  const lead = addLead(scope, { ...wanted.lead, place: wanted.place });
  if (wanted.isRepeat) tagRepeats(scope, lead, wanted.fingerprint);
  const isNew = (card: unknown): boolean => typeof card === 'object' && card !== null;
  const { contactId, companyId } = bringCards(scope, lead, wanted, true);
  const { is_call_event_needed: needsCall, ...metadata } = wanted.metadata;
  if (needsCall === true) addCall(scope, lead, metadata);
  const unsorted: Unsorted = {
    uid: scope.sandbox.ids.hex(40),
    source_uid: wanted.source_uid,
    source_name: wanted.source_name,
    category: wanted.category,
    pipeline_id: wanted.place.pipeline_id,
    created_at: wanted.created_at,
    metadata,
    lead_id: lead.id,
    contact_ids: contactId !== null && isNew(wanted.contact) ? [contactId] : [],
    company_ids: companyId !== null && isNew(wanted.company) ? [companyId] : [],
    state: 'waiting',
    sorted_at: null,
    fingerprint: wanted.fingerprint,
  };
  scope.account.unsorted.set(unsorted.uid, unsorted);
  recordChanges(scope, { type: 'leads', id: lead.id }, [{ kind: 'unsorted_added', uid: unsorted.uid }]);
  return unsorted;
}

/** Takes an incoming lead into a checked stage; leaving «Неразобранное» shows its cards. */
export function acceptUnsorted(
  scope: WriteScope,
  unsorted: Unsorted,
  { place, owner }: { place: Place; owner: number | undefined },
): void {
  const lead = scope.account.leads.get(unsorted.lead_id);
  if (!lead || !isUnsortedPlace(scope.account, lead)) return;
  const body = owner === undefined ? {} : { responsible_user_id: owner };
  changeLead(scope, lead, { body, place, values: [] });
}

/** Throws an incoming lead and the cards that came with it into the trash. */
export function declineUnsorted(scope: WriteScope, unsorted: Unsorted): void {
  unsorted.state = 'declined';
  unsorted.sorted_at = scope.now;
  const self = { type: 'leads' as const, id: unsorted.lead_id };
  recordChanges(scope, self, [{ kind: 'unsorted_declined', uid: unsorted.uid }]);
  deleteCard(scope, self);
  for (const id of unsorted.contact_ids) deleteCard(scope, { type: 'contacts', id });
  for (const id of unsorted.company_ids) deleteCard(scope, { type: 'companies', id });
}
