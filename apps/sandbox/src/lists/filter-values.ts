import { queryList, queryRange, type QueryTree } from '../http/query.js';
import type { Account } from '../state/account.js';
import type { CustomField } from '../state/custom-field.js';
import type { CustomValue, EntityBase } from '../state/entity.js';

type Test = (entity: EntityBase) => boolean;

type Wanted = ReturnType<typeof queryRange>;

function matchesRange(value: unknown, range: NonNullable<Wanted>): boolean {
  const number = Number(value);
  return number >= range.from && number <= range.to;
}

/** How one value is compared; null for the types amoCRM can not filter by (entities 1.2). */
function comparison(field: CustomField): ((value: CustomValue, wanted: string) => boolean) | null {
  switch (field.type) {
    case 'text':
    case 'url':
    case 'textarea':
    case 'streetaddress':
    case 'tracking_data':
      return ({ value }, wanted) => value === wanted;
    case 'numeric':
    case 'monetary':
    case 'date':
    case 'date_time':
    case 'birthday':
      return ({ value }, wanted) => Number(value) === Number(wanted);
    case 'select':
    case 'multiselect':
    case 'radiobutton':
      return ({ enum_id }, wanted) => enum_id === Number(wanted);
    case 'checkbox':
      return ({ value }, wanted) => (value === true) === (wanted === '1' || wanted === 'true');
    case 'multitext':
    case 'smart_address':
    case 'legal_entity':
    case 'price':
    case 'category':
    case 'items':
    case 'linked_entity':
    case 'chained_list':
    case 'file':
    case 'payer':
    case 'supplier':
      return null;
  }
}

/** A test for `filter[custom_fields_values][{id}]`; unknown fields match nothing, unfilterable types match all. */
function fieldTest(account: Account, query: QueryTree, id: string): Test {
  const field = account.fields.get(Number(id));
  if (!field) return () => false;
  const compare = comparison(field);
  const range = queryRange(query, 'filter', 'custom_fields_values', id);
  const wanted = queryList(query, 'filter', 'custom_fields_values', id) ?? [];
  const valuesOf = (entity: EntityBase): CustomValue[] =>
    entity.custom_fields_values.find((one) => one.field_id === field.id)?.values ?? [];
  if (!compare) return () => true;
  if (range) return (entity) => valuesOf(entity).some(({ value }) => matchesRange(value, range));
  return (entity) => {
    const values = valuesOf(entity);
    const shown = values.length === 0 && field.type === 'checkbox' ? [{ value: false }] : values;
    return shown.some((value) => wanted.some((one) => compare(value, one)));
  };
}

/** The tests of all filters by custom fields; all must hold. */
export function fieldTests(account: Account, query: QueryTree): Test[] {
  const filter = query.filter;
  const node = typeof filter === 'object' ? filter.custom_fields_values : undefined;
  if (typeof node !== 'object') return [];
  return Object.keys(node).map((id) => fieldTest(account, query, id));
}
