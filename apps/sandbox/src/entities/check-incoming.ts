import { passedKeys } from '../http/read-items.js';
import type { Rule } from '../http/shape.js';
import { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import { checkLead, leadPatchShape, type LeadBody, type LeadWrite } from './check-lead.js';
import { embeddedTagsRule } from './tags.js';
import { checkCard, type CardWrite, type ContactBody } from './write-card.js';
import { entityShape, withoutPatchKeys, type EntityBody } from './write-entity.js';

type Bag = Record<string, unknown>;

const onlyTags: Rule = { type: 'object', shape: { tags: embeddedTagsRule } };
const isMain: Rule = { type: 'bool' };

const leadKeys: Record<string, Rule> = {
  ...withoutPatchKeys<LeadBody>(leadPatchShape),
  _embedded: onlyTags,
};
const companyKeys: Record<string, Rule> = withoutPatchKeys<EntityBody>(entityShape);
const contactKeys: Record<string, Rule> = {
  ...companyKeys,
  first_name: { type: 'string', nullable: true },
  last_name: { type: 'string', nullable: true },
  is_main: isMain,
};

/** Most field values of one card in a complex call (entities 0.5). */
const maxValues = 40;

interface Place {
  account: Account;
  errors: ItemValidation;
  /** A complex call bounds the values of each card; an incoming lead has no such bound. */
  isBounded?: boolean;
  /** `_embedded.contacts.0`, or empty. */
  path: string;
}

/** Runs a check whose paths are relative to a part of the item, and reports them with the path of that part. */
function within<T>({ errors, path }: Place, check: (inner: ItemValidation) => T): T {
  const inner = new ItemValidation(errors.requestId);
  const result = check(inner);
  for (const one of inner.errors)
    errors.add(one.code, path === '' ? one.path : `${path}.${one.path}`, one.detail);
  return result;
}

function checkKeys(
  { account, isBounded = false }: Place,
  inner: ItemValidation,
  body: Bag,
  keys: Record<string, Rule>,
): Bag {
  const passed = passedKeys(account, inner, body, keys);
  if (isBounded && countValues(body.custom_fields_values) > maxValues)
    inner.add('TooMany', 'custom_fields_values', `Limit ${maxValues} values`);
  return passed;
}

/** Values, not fields: one field may have many. */
function countValues(fields: unknown): number {
  if (!Array.isArray(fields)) return 0;
  const values = fields.map((field: unknown) => (field as { values?: unknown } | null)?.values);
  return values.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 1), 0);
}

/** Parts of an item may carry an echo of their own, which nobody answers. */
function withoutEcho(body: Bag): Bag {
  const kept = { ...body };
  delete kept.request_id;
  return kept;
}

/** A new lead that is part of a bigger body. */
export function checkNewLead(place: Place, body: Bag): LeadWrite | null {
  return within(place, (inner) => {
    const passed = checkKeys(place, inner, withoutEcho(body), leadKeys);
    return checkLead(place.account, { body: passed, errors: inner }, null);
  });
}

/** A card that comes along: the id of one that exists, or a whole new one. Null when it had errors. */
export function checkBrought(
  place: Place,
  type: 'contacts' | 'companies',
  body: Bag,
): CardWrite<ContactBody> | number | null {
  return within(place, (inner) => {
    const kept = withoutEcho(body);
    if (body.id !== undefined) {
      const { id } = passedKeys(place.account, inner, kept, { id: { type: 'int' }, is_main: isMain });
      const known = typeof id === 'number' ? place.account[type].get(id) : undefined;
      if (known?.is_deleted !== false) inner.add('NotSupportedChoice', 'id');
      return inner.errors.length > 0 ? null : Number(body.id);
    }
    const passed = checkKeys(place, inner, kept, type === 'contacts' ? contactKeys : companyKeys);
    return checkCard(place.account, type, { body: passed, errors: inner }, null);
  });
}
