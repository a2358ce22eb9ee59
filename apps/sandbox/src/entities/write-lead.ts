import type { ChangeDetail, EntityRef } from '../changes/change.js';
import { recordChanges, type WriteScope } from '../changes/write-scope.js';
import { switchOf, type Account } from '../state/account.js';
import { defaultNames } from '../state/default-names.js';
import type { Lead } from '../state/entity.js';
import { lostStageId } from '../state/pipeline.js';
import type { LeadBody, LeadWrite } from './check-lead.js';
import { enterUnsorted } from './enter-unsorted.js';
import { isFinal, isUnsortedPlace } from './lead-place.js';
import { leaveUnsorted } from './leave-unsorted.js';
import { attachContact, recordFarEnds } from './links.js';
import { waitingUnsorted } from './waiting-unsorted.js';
import { applyCommon, applyValuesAndTags, newEntityBase, touch } from './write-entity.js';

/** Puts the cards a new lead brings on it. */
function attachCards(account: Account, lead: Lead, { _embedded }: LeadBody): EntityRef[] {
  const { contacts = [], companies = [] } = _embedded ?? {};
  for (const { id, is_main } of contacts) attachContact(account, lead, id, is_main);
  lead.company_id = companies[0]?.id ?? null;
  return [
    ...lead.contacts.map(({ id }): EntityRef => ({ type: 'contacts', id })),
    ...companies.map(({ id }): EntityRef => ({ type: 'companies', id })),
  ];
}

/** The name of a lead that was given none, in the account's language (entities 1.4). */
const generatedName = ({ language }: Account, id: number): string => `${defaultNames(language).lead} #${id}`;

/** Creates a lead and links it to the cards it brings. Everything must have been checked before. */
export function addLead(scope: WriteScope, write: LeadWrite): Lead {
  const { body, place } = write;
  const base = newEntityBase(scope, body);
  const lead: Lead = {
    ...base,
    name: base.name.trim() === '' ? generatedName(scope.account, base.id) : base.name,
    status_id: place.status_id,
    pipeline_id: place.pipeline_id,
    in_stage_since: scope.now,
    price: body.price ?? 0,
    loss_reason_id: body.loss_reason_id ?? null,
    source_id: null,
    closed_at: body.closed_at ?? (closes(scope, place.status_id) ? scope.now : null),
    score: null,
    labor_cost: null,
    is_price_modified_by_robot: false,
    visitor_uid: body.visitor_uid ?? null,
    contacts: [],
    company_id: null,
  };
  scope.account.leads.set(lead.id, lead);
  const details = applyValuesAndTags(scope, 'leads', lead, write);
  const tags = details.filter((detail) => detail.kind === 'tags_added');
  const self = { type: 'leads' as const, id: lead.id };
  const ends = attachCards(scope.account, lead, body);
  const links = ends.map((to) => ({ kind: 'linked' as const, to }));
  recordChanges(scope, self, [{ kind: 'added' }, ...tags, ...links]);
  recordFarEnds(scope, self, ends);
  return lead;
}

const closes = (scope: WriteScope, statusId: number): boolean =>
  isFinal(statusId) && switchOf(scope.account, 'closed_at_auto');

function applyPlace(scope: WriteScope, lead: Lead, { body, place }: LeadWrite): ChangeDetail[] {
  if (place.status_id === lead.status_id && place.pipeline_id === lead.pipeline_id) return [];
  const before = { pipeline_id: lead.pipeline_id, status_id: lead.status_id };
  const wasUnsorted = isUnsortedPlace(scope.account, before);
  lead.previous_status_id = before.status_id;
  lead.pipeline_id = place.pipeline_id;
  lead.status_id = place.status_id;
  lead.in_stage_since = scope.now;
  if (closes(scope, place.status_id)) {
    const closed = before.status_id === place.status_id ? lead.closed_at : scope.now;
    lead.closed_at = body.closed_at ?? closed;
  } else if (switchOf(scope.account, 'closed_at_auto')) lead.closed_at = null;
  if (place.status_id !== lostStageId) lead.loss_reason_id = null;
  if (isUnsortedPlace(scope.account, lead)) enterUnsorted(scope, lead);
  else if (wasUnsorted) leaveUnsorted(scope, lead);
  return [{ kind: 'stage', before, after: { pipeline_id: lead.pipeline_id, status_id: lead.status_id } }];
}

/** Keys without an event of their own. By the switch a move has settled `closed_at` (entities 1.7). */
function applyOther(scope: WriteScope, lead: Lead, { body }: LeadWrite, isMoved: boolean): ChangeDetail[] {
  const keys: string[] = [];
  const isClosedAtSet = isMoved && switchOf(scope.account, 'closed_at_auto');
  for (const key of ['loss_reason_id', 'closed_at', 'visitor_uid'] as const) {
    const sent = body[key];
    if (sent === undefined || sent === lead[key] || (key === 'closed_at' && isClosedAtSet)) continue;
    Object.assign(lead, { [key]: sent });
    keys.push(key);
  }
  return keys.length > 0 ? [{ kind: 'other', keys }] : [];
}

/** A changed lead that still waits in «Неразобранное» changes that too. */
function unsortedDetails(scope: WriteScope, lead: Lead, details: readonly ChangeDetail[]): ChangeDetail[] {
  if (details.length === 0 || !isUnsortedPlace(scope.account, lead)) return [];
  const waiting = waitingUnsorted(scope.account, lead.id);
  return waiting ? [{ kind: 'unsorted_updated', uid: waiting.uid }] : [];
}

/** Entities 1.4: without a name, as an empty one or null says, a lead has the generated one. */
function namedBody({ account }: WriteScope, { id }: Lead, body: LeadBody): LeadBody {
  const { name } = body;
  if (name === undefined || switchOf(account, 'empty_lead_name') === 'as_sent') return body;
  return name === null || name.trim() === '' ? { ...body, name: generatedName(account, id) } : body;
}

function applyPrice(lead: Lead, body: LeadBody): ChangeDetail[] {
  const price = body.price === null ? 0 : body.price;
  if (price === undefined || price === lead.price) return [];
  const before = lead.price;
  lead.price = price;
  return [{ kind: 'price', before, after: price }];
}

/** Changes the keys present in a checked write; records and touches only when something differs. */
export function changeLead(scope: WriteScope, lead: Lead, write: LeadWrite): void {
  const { body } = write;
  const named = namedBody(scope, lead, body);
  const [own, prices] = [applyCommon(scope, lead, named), applyPrice(lead, body)];
  // After name and price, which the hook of an incoming lead that a move ends or begins shows.
  const moves = applyPlace(scope, lead, write);
  const details = [...own, ...moves, ...prices];
  details.push(
    ...applyOther(scope, lead, write, moves.length > 0),
    ...applyValuesAndTags(scope, 'leads', lead, write),
  );
  if (details.length > 0) touch(scope, lead, body);
  recordChanges(scope, { type: 'leads', id: lead.id }, [
    ...details,
    ...unsortedDetails(scope, lead, details),
  ]);
}
