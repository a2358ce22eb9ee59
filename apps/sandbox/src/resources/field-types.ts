import { isKommo, type Account } from '../state/account.js';
import type { FieldEntityType } from '../state/custom-field.js';
import type { FieldOwner } from './field-owner.js';

const cards: FieldEntityType[] = ['leads', 'contacts', 'companies'];
const all: FieldEntityType[] = [...cards, 'customers', 'catalogs', 'segments'];

/** Config 4.3: which entity may have which type. A map, because names like `constructor` come from outside. */
const fieldTypes: ReadonlyMap<string, readonly FieldEntityType[]> = new Map(
  Object.entries({
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
  } satisfies Record<string, FieldEntityType[]>),
);

/** What Kommo's page lists beyond that: two types for every entity it knows (config 4.3). */
const kommoEntities: readonly FieldEntityType[] = [...cards, 'catalogs'];
const kommoTypes: ReadonlySet<string> = new Set(['tracking_data', 'monetary']);

/** Types of the list of invoices only (config 4.1); `items` every list may have. */
const invoiceTypes: ReadonlySet<string> = new Set(['payer', 'supplier']);

/** Whether a new field of this type may be made for this entity, or in this list. */
export function isCreatable(account: Account, type: string, { entity, catalog }: FieldOwner): boolean {
  if (invoiceTypes.has(type) && catalog?.type !== 'invoices') return false;
  if (isKommo(account) && kommoTypes.has(type) && kommoEntities.includes(entity)) return true;
  return fieldTypes.get(type)?.includes(entity) ?? false;
}

/** Types whose fields may carry enums; the first three can not be without. */
export const typesWithEnums: ReadonlySet<string> = new Set([
  'select',
  'multiselect',
  'radiobutton',
  'multitext',
]);

/** «Супер-поля», a paid option (config 4.2). */
export const superTypes: ReadonlySet<string> = new Set(['monetary', 'chained_list']);
