import { checkShape, onlyKnown } from '../http/shape.js';
import { maxUnixTime } from '../http/time-rule.js';
import type { ItemValidation } from '../http/validation.js';
import { readingOf, switchOf, type Account } from '../state/account.js';
import type { CustomField, FieldType } from '../state/custom-field.js';
import type { CustomValue } from '../state/entity.js';
import { accountMidnight, unixOfDay, unixOfText } from './account-time.js';
import { addressParts, keyCountries, valueShapes } from './value-shapes.js';

/** The path of a value, for reading and for its errors. */
export interface ValuePlace {
  account: Account;
  field: CustomField;
  errors: ItemValidation;
  /** `custom_fields_values.0.values.0`. */
  path: string;
}

const textLimit = 256;

function readText({ account, field, errors, path }: ValuePlace, value: string): CustomValue {
  const limited = field.type === 'text' && switchOf(account, 'text_limit') === 'reject';
  if (limited && Array.from(value).length > textLimit) {
    const detail = `This value is too long. It should have ${textLimit} characters or less.`;
    errors.add('TooLong', `${path}.value`, detail);
  }
  return { value };
}

function readNumber({ account, errors, path }: ValuePlace, value: string | number): CustomValue {
  if (typeof value === 'number' && switchOf(account, 'numeric_values') === 'string') {
    errors.add('InvalidType', `${path}.value`, 'This value should be of type string.');
  }
  const text = String(value).trim();
  if (!/^-?\d+([.,]\d+)?$/.test(text))
    errors.add('InvalidType', `${path}.value`, 'This value should be of type numeric.');
  return { value: text.replace(',', '.') };
}

function readDate({ account, field, errors, path }: ValuePlace, value: string | number): CustomValue {
  const unix = typeof value === 'number' ? value : (unixOfText(value) ?? unixOfDay(account.timezone, value));
  if (unix === undefined) {
    errors.add('InvalidType', `${path}.value`, 'This value should be of type datetime.');
    return {};
  }
  if (Math.abs(unix) > maxUnixTime)
    errors.add('InvalidType', `${path}.value`, 'This value should be of type datetime.');
  else if (typeof value === 'number' && value < 0 && switchOf(account, 'negative_dates') === 'reject')
    errors.add('TooLow', `${path}.value`);
  else if (field.type !== 'date_time') return { value: accountMidnight(account.timezone, unix) };
  return { value: unix };
}

interface Choice {
  id: number;
  value: string;
  code: string | null;
}

const addressChoices: Choice[] = addressParts.map((code, index) => ({ id: index + 1, value: code, code }));

const isGiven = (key: unknown): boolean => key !== undefined && key !== null;

function findChoice(choices: readonly Choice[], sent: CustomValue, byValue: boolean): Choice | undefined {
  if (isGiven(sent.enum_id)) return choices.find((one) => one.id === sent.enum_id);
  if (isGiven(sent.enum_code)) return choices.find((one) => one.code === sent.enum_code);
  return byValue ? choices.find((one) => one.value === sent.value) : choices[0];
}

function refuseChoice({ errors, path }: ValuePlace, sent: CustomValue): CustomValue {
  const key = isGiven(sent.enum_id) ? 'enum_id' : isGiven(sent.enum_code) ? 'enum_code' : 'value';
  errors.add('NotSupportedChoice', `${path}.${key}`);
  return sent;
}

/** One of a list: the stored value is the enum's own text. */
function readPicked(place: ValuePlace, sent: CustomValue): CustomValue {
  const chosen = findChoice(place.field.enums ?? [], sent, true);
  if (!chosen) return refuseChoice(place, sent);
  return { value: chosen.value, enum_id: chosen.id, enum_code: chosen.code };
}

/** A text with a kind (phone, e-mail, part of an address): without a kind the first one. */
function readKinded(place: ValuePlace, sent: CustomValue, kinds: readonly Choice[]): CustomValue {
  const kind = findChoice(kinds, sent, false);
  if (!kind) return refuseChoice(place, sent);
  return { value: sent.value, enum_id: kind.id, enum_code: kind.code };
}

function readChained({ field, errors, path }: ValuePlace, sent: CustomValue): CustomValue {
  if (field.chained_lists && !field.chained_lists.some((one) => one.catalog_id === sent.catalog_id)) {
    errors.add('NotSupportedChoice', `${path}.catalog_id`);
  }
  return { catalog_id: sent.catalog_id, catalog_element_id: sent.catalog_element_id };
}

/** By the switch: a legal entity may have only the keys of the account's country (entities 2). */
function readLegalEntity({ account, errors, path }: ValuePlace, value: object): CustomValue {
  if (switchOf(account, 'legal_entity_keys') === 'own_country') {
    for (const key of Object.keys(value)) {
      if (keyCountries[key]?.includes(account.country) === false)
        errors.add('FieldNotExpected', `${path}.value.${key}`);
    }
  }
  return { value };
}

/** Types whose values the official client sends without `enum_code`, so that null is not expected there. */
const refusesNullCode: ReadonlySet<FieldType> = new Set(['multiselect', 'radiobutton', 'category']);

function isNullCodeRefused(account: Account, type: FieldType): boolean {
  const rule = switchOf(account, 'null_enum_code');
  return rule === 'reject' || (rule === 'by_type' && refusesNullCode.has(type));
}

/** The keys of a sent value that its type has; null when something is wrong with them. */
function passedValue({ account, field, errors, path }: ValuePlace, sent: CustomValue): CustomValue | null {
  const before = errors.errors.length;
  const shape = valueShapes[field.type];
  const keys: CustomValue & Record<string, unknown> = { ...sent };
  if (keys.enum_code === null && 'enum_code' in shape) {
    delete keys.enum_code;
    if (isNullCodeRefused(account, field.type)) errors.add('FieldNotExpected', `${path}.enum_code`);
  }
  const reading = readingOf(account);
  checkShape(errors, keys, shape, { prefix: `${path}.`, ...reading });
  if (errors.errors.length > before) return null;
  return reading.strict ? keys : onlyKnown(keys, shape);
}

/** One sent value as it will be stored. Reports what is wrong; the result is then of no use. */
export function readValue(place: ValuePlace, given: CustomValue): CustomValue {
  const sent = passedValue(place, given);
  if (!sent) return given;
  const { field } = place;
  const value = sent.value as string & number;
  switch (field.type) {
    case 'text':
    case 'textarea':
    case 'streetaddress':
    case 'tracking_data':
    case 'url':
      return readText(place, value);
    case 'numeric':
    case 'monetary':
    case 'price':
      return readNumber(place, value);
    case 'date':
    case 'date_time':
    case 'birthday':
      return readDate(place, value);
    case 'select':
    case 'radiobutton':
    case 'category':
    case 'multiselect':
      return readPicked(place, sent);
    case 'multitext':
      return readKinded(place, sent, field.enums ?? []);
    case 'smart_address':
      return readKinded(place, sent, addressChoices);
    case 'chained_list':
      return readChained(place, sent);
    case 'legal_entity':
      return readLegalEntity(place, sent.value as object);
    case 'checkbox':
    case 'items':
    case 'linked_entity':
    case 'file':
    case 'payer':
    case 'supplier':
      return { value: sent.value };
  }
}
