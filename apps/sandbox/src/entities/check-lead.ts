import type { Rule } from '../http/shape.js';
import { timeRule } from '../http/time-rule.js';
import type { ItemValidation } from '../http/validation.js';
import { switchOf, type Account } from '../state/account.js';
import type { FieldValues, Lead } from '../state/entity.js';
import { lostStageId } from '../state/pipeline.js';
import { placeFor, type Place } from './lead-place.js';
import { embeddedTagsRule, type TagRef } from './tags.js';
import { checkCommon, clearsFields, entityShape, type EntityBody } from './write-entity.js';

/** What a new lead may bring along: cards that exist (entities 1.4). */
export interface LeadEmbedded {
  tags?: TagRef[] | null;
  contacts?: { id: number; is_main?: boolean }[];
  companies?: { id: number }[];
  source?: { external_id: string; type?: string };
}

export interface LeadBody extends EntityBody {
  price?: number | null;
  status_id?: number;
  pipeline_id?: number;
  loss_reason_id?: number | null;
  closed_at?: number | null;
  visitor_uid?: string | null;
  _embedded?: LeadEmbedded;
}

/** A checked write, ready to be carried out. */
export interface LeadWrite {
  body: LeadBody;
  place: Place;
  values: FieldValues[];
}

type LeadShape = { [K in keyof LeadBody]-?: Rule };

const id: Rule = { type: 'int', required: true };

export const leadPatchShape: LeadShape = {
  ...entityShape,
  price: { type: 'float', nullable: true },
  status_id: { type: 'int' },
  pipeline_id: { type: 'int' },
  loss_reason_id: { type: 'int', nullable: true },
  closed_at: { ...timeRule, nullable: true },
  visitor_uid: { type: 'string', nullable: true },
};

/** An int, as every other one here; also of minor units. */
const largestPrice = Number.MAX_SAFE_INTEGER;

const source: Rule = {
  type: 'object',
  shape: {
    external_id: { type: 'string', required: true },
    type: { type: 'string', choices: ['widget'] },
  },
};

export const leadEmbedded: Record<keyof LeadEmbedded, Rule> = {
  tags: embeddedTagsRule,
  contacts: { type: 'array', items: { type: 'object', shape: { id, is_main: { type: 'bool' } } } },
  companies: { type: 'array', items: { type: 'object', shape: { id } } },
  source,
};

function checkPrice(account: Account, { body, errors }: LeadItem): void {
  const { price } = body;
  if (typeof price !== 'number') return;
  const hasMinorUnits = switchOf(account, 'price_minor_units');
  if (hasMinorUnits ? Math.abs(price) > largestPrice / 100 : !Number.isSafeInteger(price))
    errors.add('InvalidType', 'price', `This value should be of type ${hasMinorUnits ? 'float' : 'int'}.`);
}

function checkCards(account: Account, { body, errors }: LeadItem): void {
  const { contacts = [], companies = [], source: from } = body._embedded ?? {};
  contacts.forEach((one, index) => {
    if (account.contacts.get(one.id)?.is_deleted !== false)
      errors.add('NotSupportedChoice', `_embedded.contacts.${index}.id`);
  });
  if (companies.length > 1) {
    errors.add('TooMany', '_embedded.companies', 'This collection should contain 1 element or less.');
  }
  companies.forEach((one, index) => {
    if (account.companies.get(one.id)?.is_deleted !== false)
      errors.add('NotSupportedChoice', `_embedded.companies.${index}.id`);
  });
  // Sources are not emulated, so an account has none.
  if (from) errors.add('NotSupportedChoice', '_embedded.source.external_id');
}

/** By the switch: a stage may be entered only with the fields it requires. */
function checkRequired(account: Account, place: Place, has: (fieldId: number) => boolean): boolean {
  if (!switchOf(account, 'required_fields_check')) return true;
  for (const field of account.fields.values()) {
    if (field.entity_type !== 'leads' || has(field.id)) continue;
    const here = field.required_statuses?.some(
      (ref) => ref.status_id === place.status_id && ref.pipeline_id === place.pipeline_id,
    );
    if (here) return false;
  }
  return true;
}

interface LeadItem {
  body: LeadBody;
  errors: ItemValidation;
}

type Filled = Pick<LeadWrite, 'body' | 'values'>;

/** Whether a field has a value once these writes are done to the lead, the last one first. */
function isFilled(account: Account, fieldId: number, lead: Lead | null, writes: readonly Filled[]): boolean {
  for (const { body, values } of writes.toReversed()) {
    if (clearsFields(account, body)) return false;
    const sent = values.find((one) => one.field_id === fieldId);
    if (sent) return sent.values.length > 0;
  }
  return lead?.custom_fields_values.some((one) => one.field_id === fieldId) ?? false;
}

/**
 * Checks one item whole and turns it into a write, of use only when it had no errors; null without a place. `earlier` are
 * the writes that the same call does to the lead before: the lead is checked as they leave it.
 */
export function checkLead(
  account: Account,
  item: LeadItem,
  lead: Lead | null,
  earlier: readonly LeadWrite[] = [],
): LeadWrite | null {
  const { body, errors } = item;
  checkPrice(account, item);
  if (typeof body.loss_reason_id === 'number' && !account.lossReasons.has(body.loss_reason_id))
    errors.add('NotSupportedChoice', 'loss_reason_id');
  const values = checkCommon(account, 'leads', item, lead);
  const from = earlier.at(-1)?.place ?? lead;
  const place = placeFor(account, body, from, errors);
  checkCards(account, item);
  if (!place) return null;
  const moves = from?.status_id !== place.status_id || from.pipeline_id !== place.pipeline_id;
  const writes = [...earlier, { body, values }];
  const has = (fieldId: number): boolean => isFilled(account, fieldId, lead, writes);
  if (moves && !checkRequired(account, place, has)) errors.add('FieldMissing', 'custom_fields_values');
  return { body, place: { pipeline_id: place.pipeline_id, status_id: place.status_id }, values };
}

/**
 * Whether a write gives a loss reason to a lead that is not lost (entities 1.7). By the switch `before` the stage counts
 * that the lead comes from, and even `null` is refused.
 */
export function wrongLossReason(account: Account, from: Place | null, { body, place }: LeadWrite): boolean {
  if (body.loss_reason_id === undefined) return false;
  if (from && switchOf(account, 'loss_reason_check') === 'before') return from.status_id !== lostStageId;
  return body.loss_reason_id !== null && place.status_id !== lostStageId;
}
