import type { FieldEntityType } from '../state/custom-field.js';

const cards: FieldEntityType[] = ['leads', 'contacts', 'companies'];
const all: FieldEntityType[] = [...cards, 'customers', 'catalogs', 'segments'];

/** Config 4.3: which entity may have which type. */
export const fieldTypes: Readonly<Partial<Record<string, readonly FieldEntityType[]>>> = {
  text: all,
  numeric: all,
  checkbox: all,
  select: all,
  multiselect: all,
  multitext: ['contacts'],
  date: all,
  url: all,
  date_time: all,
  textarea: all,
  radiobutton: all,
  streetaddress: all,
  smart_address: cards,
  birthday: cards,
  legal_entity: cards,
  price: ['catalogs'],
  category: ['catalogs'],
  items: ['catalogs'],
  tracking_data: ['leads'],
  linked_entity: ['catalogs'],
  chained_list: ['leads', 'customers'],
  monetary: [...cards, 'customers'],
  file: [...cards, 'customers', 'catalogs'],
  payer: ['catalogs'],
  supplier: ['catalogs'],
};

export const typesWithEnums: ReadonlySet<string> = new Set([
  'select',
  'multiselect',
  'radiobutton',
  'multitext',
]);
