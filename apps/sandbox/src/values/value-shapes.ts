import type { Rule } from '../http/shape.js';
import type { FieldType } from '../state/custom-field.js';

type Keys = Record<string, Rule>;

const string: Rule = { type: 'string' };
const optional: Rule = { type: 'string', nullable: true };
/** Parts the pages give no type: kept as they come, numbers too. */
const untyped: Rule = { type: ['string', 'float'], nullable: true };
const untypedId: Rule = { type: 'int', nullable: true, loose: true };
/** The official client sends `enum_id: null` beside a code or a value. */
const choice: Keys = { enum_id: untypedId, enum_code: { type: 'string' } };

const legalEntityKeys = [
  'address',
  'real_address',
  'bank_account_number',
  'director',
  'vat_id',
  'tax_registration_reason_code',
  'kpp',
  'bank_code',
  'unp',
  'bin',
  'egrpou',
  'mfo',
  'oked',
  'external_uid',
];

const legalEntity: Keys = {
  name: { type: ['string', 'float'], required: true, notBlank: true },
  entity_type: { type: 'int', nullable: true, choices: [1, 2], loose: true },
  ...Object.fromEntries(legalEntityKeys.map((key) => [key, untyped])),
};

/** Keys of a legal entity that only accounts of these countries have (entities 2). */
export const keyCountries: Readonly<Record<string, readonly string[]>> = {
  kpp: ['RU'],
  unp: ['BY'],
  bin: ['KZ'],
  egrpou: ['UA'],
  mfo: ['UA', 'UZ'],
  oked: ['UZ'],
};

const file: Keys = {
  file_uuid: { type: 'string', required: true, notBlank: true },
  version_uuid: optional,
  file_name: optional,
  file_size: { type: 'int', nullable: true, min: 0, loose: true },
  is_deleted: { type: 'bool' },
};

const item: Keys = {
  sku: untyped,
  description: untyped,
  unit_price: { type: ['float', 'string'], nullable: true },
  quantity: { type: ['float', 'string'], nullable: true },
  unit_type: untyped,
  discount: {
    type: 'object',
    nullable: true,
    shape: {
      type: { type: 'string', choices: ['percentage', 'amount'], required: true },
      value: { type: ['float', 'string'], required: true },
    },
  },
  vat_rate_id: untypedId,
  external_uid: untyped,
};

const linkedEntity: Keys = {
  name: untyped,
  entity_id: untypedId,
  entity_type: { type: 'string', nullable: true, choices: ['catalog_elements', 'contacts', 'companies'] },
  catalog_id: untypedId,
};

const payer: Keys = {
  ...legalEntity,
  name: untyped,
  entity_type: optional,
  entity_id: { type: 'int', loose: true },
  type: { type: 'string', choices: ['legal', 'individual'] },
};

const text: Keys = { value: string };
const numberText: Keys = { value: { type: ['string', 'float'] } };
const date: Keys = { value: { type: ['int', 'string'] } };
const picked: Keys = { value: { ...optional, loose: true }, ...choice };
const kinded: Keys = { value: { type: 'string', required: true, loose: true }, ...choice };
const object = (shape: Keys): Keys => ({ value: { type: 'object', required: true, shape } });

/** The keys one element of `values` may have, by type of field (entities 2). */
export const valueShapes: Readonly<Record<FieldType, Keys>> = {
  text,
  textarea: text,
  streetaddress: text,
  tracking_data: text,
  url: text,
  price: numberText,
  numeric: numberText,
  monetary: numberText,
  checkbox: { value: { type: 'bool' } },
  date,
  date_time: date,
  birthday: date,
  select: picked,
  radiobutton: picked,
  category: picked,
  multiselect: picked,
  multitext: kinded,
  smart_address: kinded,
  legal_entity: object(legalEntity),
  items: object(item),
  linked_entity: object(linkedEntity),
  chained_list: {
    catalog_id: { type: 'int', required: true, loose: true },
    catalog_element_id: { type: 'int', required: true, loose: true },
  },
  file: object(file),
  payer: object(payer),
  supplier: object({ entity_id: { type: 'int', required: true, loose: true } }),
};

/** Types that may hold several values; all others take one. `max` is the most amoCRM documents. */
export const severalValues: Readonly<Partial<Record<FieldType, number>>> = {
  multiselect: Infinity,
  multitext: Infinity,
  smart_address: 6,
  chained_list: 5,
  items: Infinity,
  linked_entity: Infinity,
};

/** The parts of an address, which every smart_address field has (entities 2). */
export const addressParts = ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country'] as const;

/** Numbers of the types in events (`field_type`), as the legacy API counted them. */
export const fieldTypeNumbers: Readonly<Record<FieldType, number>> = {
  text: 1,
  numeric: 2,
  checkbox: 3,
  select: 4,
  multiselect: 5,
  date: 6,
  url: 7,
  multitext: 8,
  textarea: 9,
  radiobutton: 10,
  streetaddress: 11,
  smart_address: 13,
  birthday: 14,
  legal_entity: 15,
  items: 16,
  category: 18,
  date_time: 19,
  price: 20,
  tracking_data: 21,
  linked_entity: 22,
  chained_list: 23,
  monetary: 24,
  file: 25,
  payer: 26,
  supplier: 27,
};
