import { asOneWrite, type WriteScope } from '../changes/write-scope.js';
import { checkBrought, checkNewLead } from '../entities/check-incoming.js';
import { findDuplicate } from '../entities/find-duplicate.js';
import { mergeCompany, mergeContact, mergeLead } from '../entities/merge-incoming.js';
import { formsMetadata, sipMetadata } from '../entities/unsorted-metadata.js';
import { wrongLossReason, type LeadWrite } from '../entities/check-lead.js';
import type { CardWrite, ContactBody } from '../entities/write-card.js';
import type { EntityBody } from '../entities/write-entity.js';
import { addLead } from '../entities/write-lead.js';
import { addUnsorted, bringCards, unsortedPlace, type NewUnsorted } from '../entities/write-unsorted.js';
import { ok, type Answer } from '../http/answer.js';
import { readBatch, type WriteItem } from '../http/read-items.js';
import { demand, mayAdd } from '../http/rights.js';
import type { ApiContext, Route } from '../http/route.js';
import { asArrayOf, checkShape, onlyKnown, type Rule } from '../http/shape.js';
import { readingOf } from '../state/account.js';
import type { ItemValidation } from '../http/validation.js';
import { refuseLossReasons } from './refuse-loss-reasons.js';
import { demandBrought } from './demand-cards.js';

type Bag = Record<string, unknown>;

interface Complex {
  lead: LeadWrite;
  contact: CardWrite<ContactBody> | number | null;
  company: CardWrite<EntityBody> | number | null;
  incoming: NewUnsorted | null;
}

const objects: Rule = { type: 'array', nullable: true, items: { type: 'object' } };

const embedded: Record<string, Rule> = {
  tags: { type: 'array', nullable: true, items: { type: 'object' } },
  contacts: objects,
  companies: objects,
  // The table of the page says array, its example shows an object (entities 1.6).
  metadata: { type: ['object', 'array'], nullable: true, items: { type: 'object' } },
  source: { type: 'object' },
};

const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first of at most one card; undefined when there is none. */
function only(list: unknown, path: string, errors: ItemValidation): Bag | undefined {
  if (!Array.isArray(list)) return undefined;
  if (list.length > 1) errors.add('TooMany', path, 'This collection should contain 1 element or less.');
  const [first] = list as unknown[];
  return isBag(first) ? first : undefined;
}

type Metadata = Pick<NewUnsorted, 'category' | 'source_uid' | 'source_name' | 'metadata' | 'created_at'>;

/** `_embedded.metadata`, which makes the lead an incoming one; null without it, or when it has errors. */
function readMetadata(ctx: ApiContext, metadata: unknown, errors: ItemValidation): Metadata | null {
  if (!isBag(metadata)) return null;
  const { category: sent, ...keys } = metadata;
  const category = (['sip', 'forms'] as const).find((one) => one === sent);
  if (!category) {
    errors.add(sent === undefined ? 'FieldMissing' : 'NotSupportedChoice', '_embedded.metadata.category');
    return null;
  }
  const shape = category === 'sip' ? sipMetadata : formsMetadata;
  const reading = readingOf(ctx.account);
  checkShape(errors, keys, shape, { prefix: '_embedded.metadata.', ...reading });
  const text = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
  return {
    category,
    source_uid: text(keys.uniq ?? keys.form_id),
    source_name: text(keys.from ?? keys.form_name),
    metadata: reading.strict ? keys : onlyKnown(keys, shape),
    created_at: ctx.now,
  };
}

/** The stage of an incoming lead is that of «Неразобранное», whatever was sent (entities 1.6). */
function incomingFrom(
  { account }: ApiContext,
  sentMetadata: Metadata | null,
  parts: Omit<Complex, 'incoming'>,
  errors: ItemValidation,
): NewUnsorted | null {
  if (!sentMetadata) return null;
  const place = unsortedPlace(account, parts.lead.place.pipeline_id);
  if (!place) errors.add('NotSupportedChoice', 'pipeline_id');
  return place ? { ...sentMetadata, ...parts, place, fingerprint: '', isRepeat: false } : null;
}

function check(ctx: ApiContext, { body, errors }: WriteItem<Bag>): Complex | null {
  const { _embedded: given, ...own } = body;
  const _embedded = asArrayOf(given, { type: 'object' });
  if (_embedded !== undefined && !isBag(_embedded))
    errors.add('InvalidType', '_embedded', 'This value should be of type array.');
  const bag = isBag(_embedded) ? _embedded : {};
  checkShape(errors, bag, embedded, { prefix: '_embedded.', ...readingOf(ctx.account) });
  const passed: { _embedded?: Bag } = errors.passedTypes({ _embedded: bag });
  const sent = passed._embedded ?? {};
  const { account } = ctx;
  const at = (path: string) => ({ account, errors, path, isBounded: true });
  const metadata: unknown = Array.isArray(sent.metadata) ? sent.metadata[0] : sent.metadata;
  const hasStage = isBag(metadata);
  const bare: Bag = hasStage ? { ...own, status_id: undefined } : own;
  const tags = sent.tags === undefined ? {} : { _embedded: { tags: sent.tags } };
  const lead = checkNewLead(at(''), { ...bare, ...tags });
  if (sent.source) errors.add('NotSupportedChoice', '_embedded.source.external_id');
  const one = only(sent.contacts, '_embedded.contacts', errors);
  const other = only(sent.companies, '_embedded.companies', errors);
  const contact = one ? checkBrought(at('_embedded.contacts.0'), 'contacts', one) : null;
  const company = other ? checkBrought(at('_embedded.companies.0'), 'companies', other) : null;
  const sentMetadata = errors.hasFailed('_embedded.metadata') ? null : readMetadata(ctx, metadata, errors);
  if (!lead) return null;
  const parts = { lead, contact, company };
  return { ...parts, incoming: incomingFrom(ctx, sentMetadata, parts, errors) };
}

interface Written {
  id: number;
  contact_id: number | null;
  company_id: number | null;
  merged: boolean;
}

type Twin = ReturnType<typeof findDuplicate>;

/** Puts an item into the lead it repeats. */
function mergeInto(scope: WriteScope, twin: NonNullable<Twin>, { lead, contact, company }: Complex): Written {
  if (twin.contact && typeof contact === 'object' && contact) mergeContact(scope, twin.contact, contact);
  mergeLead(scope, twin.lead, lead);
  const cards = { contact: twin.contact?.id ?? contact, company: mergeCompany(scope, twin.lead, company) };
  const { contactId } = bringCards(scope, twin.lead, cards, false);
  const { id, company_id } = twin.lead;
  return { id, contact_id: contactId, company_id, merged: true };
}

function write(scope: WriteScope, complex: Complex, twin: Twin): Written {
  const { lead, contact, company, incoming } = complex;
  if (twin) return mergeInto(scope, twin, complex);
  if (incoming) {
    const { lead_id } = addUnsorted(scope, incoming);
    const made = scope.account.leads.get(lead_id);
    const contactId = made?.contacts[0]?.id ?? null;
    return { id: lead_id, contact_id: contactId, company_id: made?.company_id ?? null, merged: false };
  }
  const made = addLead(scope, lead);
  const { contactId, companyId } = bringCards(scope, made, { contact, company }, false);
  return { id: made.id, contact_id: contactId, company_id: companyId, merged: false };
}

const maxLeads = 50;

function add(ctx: ApiContext): Answer {
  demand(mayAdd(ctx.user, 'leads'));
  // Keys are checked by `check`, which knows the parts of an item.
  const { items, validation } = readBatch<Bag>(ctx, null, maxLeads);
  const work = items.map((item) => (item.errors.errors.length > 0 ? null : check(ctx, item)));
  validation.throwIfAny();
  for (const complex of work) if (complex) demandBrought(ctx, complex);
  refuseLossReasons(
    work.flatMap((one, index) =>
      one && wrongLossReason(ctx.account, null, one.lead) ? [items[index]?.requestId ?? String(index)] : [],
    ),
  );
  // All are looked up before the first is written, so that items of one call are not compared with each other.
  const found = work.map((complex) => complex && findDuplicate(ctx.account, complex));
  const rows = new Map<number, Written & { request_id: string[] }>();
  work.forEach((complex, index) => {
    if (!complex) return;
    const twin = found[index] ?? null;
    const { merged, ...ids } = asOneWrite(ctx.scope, (scope) => write(scope, complex, twin));
    const echoes = rows.get(ids.id)?.request_id ?? [];
    echoes.push(items[index]?.requestId ?? String(index));
    rows.set(ids.id, { ...ids, request_id: echoes, merged });
  });
  return ok([...rows.values()]);
}

/** Entities 1.6. Items that repeat the same stored lead share a row. */
export const complexLeadRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v4/leads/complex', rights: 'user', handle: add },
];
