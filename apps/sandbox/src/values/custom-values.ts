import type { Rule } from '../http/shape.js';
import type { ItemValidation } from '../http/validation.js';
import type { Account } from '../state/account.js';
import type { CustomField } from '../state/custom-field.js';
import type { CustomValue, EntityType, FieldValues } from '../state/entity.js';
import { readValue } from './read-value.js';
import { severalValues } from './value-shapes.js';

/**
 * As sent: the field by id or by code; the official client always sends both, one of them null. `values: null` clears
 * the field (entities 2).
 */
export interface SentValues {
  field_id?: number | null;
  field_code?: string | null;
  field_name?: string | null;
  field_type?: string | null;
  values: CustomValue[] | null;
}

export const customValuesRule: Rule = {
  type: 'array',
  nullable: true,
  items: {
    type: 'object',
    shape: {
      field_id: { type: 'int', nullable: true },
      field_code: { type: 'string', nullable: true },
      field_name: { type: 'string', nullable: true },
      field_type: { type: 'string', nullable: true },
      values: { type: 'array', nullable: true, required: true, items: { type: 'object' } },
    },
  },
};

const noFieldCode = '36b4f074-7403-11ea-af30-00163e2085ae';
const noFieldText = 'You should use "field_id" or "field_code" to identify custom field.';

/** The field a sent item means; undefined when this entity type has no such field. */
function findField(account: Account, entity: EntityType, sent: SentValues): CustomField | undefined {
  if (typeof sent.field_id === 'number') {
    const field = account.fields.get(sent.field_id);
    return field?.entity_type === entity ? field : undefined;
  }
  for (const field of account.fields.values()) {
    if (field.entity_type === entity && field.code !== null && field.code === sent.field_code) return field;
  }
  return undefined;
}

const isEmpty = ({ value, enum_id, enum_code, catalog_id, ...rest }: CustomValue): boolean =>
  (value === null || value === undefined || value === '') &&
  !enum_id &&
  !enum_code &&
  !catalog_id &&
  Object.keys(rest).length === 0;

/** Clearing has three forms: `values: null`, no values, and values without content (entities 2). */
const isCleared = (values: readonly CustomValue[] | null): boolean => !values?.some((one) => !isEmpty(one));

/**
 * Turns sent values into stored ones and reports unknown fields, wrong types and wrong choices. An item without content
 * has no values: it clears the field.
 */
export function readCustomValues(
  account: Account,
  entity: EntityType,
  sent: readonly SentValues[],
  errors: ItemValidation,
): FieldValues[] {
  return sent.flatMap((item, index) => {
    const path = `custom_fields_values.${index}`;
    const byId = typeof item.field_id === 'number';
    if (!byId && !item.field_code) {
      errors.add(noFieldCode, `${path}.field_id`, noFieldText);
      return [];
    }
    const field = findField(account, entity, item);
    if (!field) {
      errors.add('NotSupportedChoice', `${path}.${byId ? 'field_id' : 'field_code'}`);
      return [];
    }
    if (isCleared(item.values)) return [{ field_id: field.id, values: [] }];
    const most = severalValues[field.type] ?? 1;
    const values = item.values ?? [];
    if (values.length > most) {
      const detail = `This collection should contain ${most} element or less.`;
      errors.add('TooMany', `${path}.values`, detail);
    }
    return [
      {
        field_id: field.id,
        values: foldChoices(
          field,
          values.map((value, at) =>
            readValue({ account, field, errors, path: `${path}.values.${at}` }, value),
          ),
        ),
      },
    ];
  });
}

/** A multiselect is a set. */
function foldChoices(field: CustomField, values: CustomValue[]): CustomValue[] {
  if (field.type !== 'multiselect') return values;
  return values.filter((one, index) => values.findIndex((other) => other.enum_id === one.enum_id) === index);
}

/** As answers show it; null when nothing is set (entities 2). */
export function customValuesView(account: Account, stored: readonly FieldValues[]): unknown[] | null {
  const shown: unknown[] = [];
  for (const { field_id, values } of stored) {
    const field = account.fields.get(field_id);
    if (!field) continue;
    shown.push({
      field_id,
      field_name: field.name,
      field_code: field.code,
      field_type: field.type,
      values,
    });
  }
  return shown.length > 0 ? shown : null;
}
