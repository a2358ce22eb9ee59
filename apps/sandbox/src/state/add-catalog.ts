import type { Account } from './account.js';
import type { Catalog } from './catalog.js';
import type { FieldType } from './custom-field.js';
import { newField } from './default-fields.js';
import type { Ids } from './ids.js';

/** Codes of config 4.3; the names are those of a Russian account. */
const productFields: readonly { code: string; type: FieldType; name: string; enums?: string[] }[] = [
  { code: 'SKU', type: 'text', name: 'Артикул' },
  { code: 'DESCRIPTION', type: 'textarea', name: 'Описание' },
  { code: 'PRICE', type: 'price', name: 'Цена' },
  { code: 'SPECIAL_PRICE_1', type: 'price', name: 'Спеццена' },
  { code: 'WHOLESALE_PRICE', type: 'price', name: 'Оптовая цена' },
  { code: 'GROUP', type: 'category', name: 'Группа' },
  { code: 'UNIT', type: 'select', name: 'Единица измерения', enums: ['шт'] },
];

function addProductFields(account: Account, ids: Ids, catalogId: number): void {
  productFields.forEach(({ code, type, name, enums }, index) => {
    const field = newField(ids.next(), 'catalogs', type, name);
    field.catalog_id = catalogId;
    field.code = code;
    field.sort = 500 + index;
    field.is_predefined = true;
    field.is_deletable = false;
    field.enums = enums?.map((value, at) => ({ id: ids.next(), value, sort: at + 1, code: null })) ?? null;
    account.fields.set(field.id, field);
  });
}

/** Makes a list as a person does in the settings; one of products has its predefined fields. */
export function addCatalog(account: Account, ids: Ids, name: string, type: Catalog['type']): Catalog {
  const catalog: Catalog = { id: ids.next(), name, type };
  account.catalogs.set(catalog.id, catalog);
  if (type === 'products') addProductFields(account, ids, catalog.id);
  return catalog;
}
